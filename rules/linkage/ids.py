"""Identity numbers: canonical form, check digit, what is wrong with a number, what it may have been meant to be.

GB 11643-1999 (18 digits, MOD 11-2), the 15-digit form before it, the 20 characters of 残疾人证, 港澳台居民居住证.
A valid check digit proves that a number was not mistyped, never that it is the number of the person in front of us.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
_LAST_PROVINCE = {1: 15, 2: 23, 3: 37, 4: 46, 6: 65, 7: 71, 8: 83}
PROVINCES = frozenset(
    str(code) for first in range(1, 9) for code in range(first * 10 + (first != 5), _LAST_PROVINCE.get(first, 54) + 1)
)
"""First two digits of an area: the provinces, 71 台湾, 81 to 83 for the residence permits of 港澳台."""
EARLIEST_BIRTH_YEAR = 1850
LATEST_BIRTH_YEAR = 2099
CENTENARIAN = frozenset(("996", "997", "998", "999"))
"""Last three digits of a 15-digit number that stood for a birth before 1900."""

_NOISE = re.compile(
    r"[\s'\"`’‘“”.,,。:;\-_/\\()\[\]<>\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f\x7f]"
)
_LABEL = re.compile(r"^[^0-9A-Z*]+|[^0-9A-Z*]+$")
_LIKE_X = str.maketrans({"Χ": "X", "Х": "X", "×": "X", "✕": "X", "╳": "X"})
_LIKE_DIGIT = str.maketrans("OQDILZSB", "00011258")
_SPREADSHEET = re.compile(r"^\d(\.\d+)?E\+?\d{1,2}$")
_OTHER = (
    (re.compile(r"^[A-Z]\d{9}$"), "birth_certificate"),
    (re.compile(r"^[A-Z]{1,2}\d{7,8}$"), "passport"),
    (re.compile(r"^[A-Z]\d{6}\(?[0-9A]\)?$"), "hong_kong_card"),
    (re.compile(r"^[HM]\d{8}(\d{2})?$"), "travel_permit"),
    (re.compile(r"^[A-Z]{3}\d{12}$"), "foreign_permit"),
    (re.compile(r"^.{0,4}字第?\d{6,10}号?$"), "military"),
)


class IdReading(NamedTuple):
    """What an id text says.

    `status`: valid, upgraded (from 15 digits), repaired (certain: look-alike letters and the check digit agrees),
    certificate (taken from a 残疾人证), invalid_check, invalid_birth, invalid_area, invalid_length, spreadsheet
    (digits lost in a spreadsheet), masked, dummy, other_document, missing. `number` is the canonical 18 characters of
    the first four, else None.
    """

    number: str | None
    status: str
    kind: str | None = None
    level: str | None = None


def check_character(first_seventeen: str) -> str:
    """The 18th character for 17 digits (GB 11643, ISO 7064 MOD 11-2).

    >>> check_character("34052419800101001")
    'X'
    """
    return CHECK[sum(int(digit) * weight for digit, weight in zip(first_seventeen, WEIGHTS, strict=True)) % 11]


@lru_cache(maxsize=4096)
def canonical(text: str | None) -> IdReading:
    """The canonical 18 characters of a delivered id text, or why there are none.

    Full width, blanks, apostrophes, a lower-case or foreign x, labels and a trailing `.0` are no fault; 15 digits
    become 18; a 残疾人证 gives its first 18 characters with kind (1-7) and level (1-4).
    """
    plain = _plain(text)
    if not plain:
        return IdReading(None, "missing")
    if "*" in plain:
        return IdReading(None, "masked")
    certificate = re.fullmatch(r"(\d{17}[\dX])([1-7])([1-4])(B\d?)?", plain)
    if certificate and _fault(certificate[1]) is None:
        return IdReading(certificate[1], "certificate", certificate[2], certificate[3])
    if _is_dummy(plain):
        return IdReading(None, "dummy")
    if re.fullmatch(r"\d{17}[\dX]", plain):
        fault = _fault(plain)
        if fault is None:
            return IdReading(plain, "valid")
        return IdReading(None, "spreadsheet" if plain.endswith("000") else fault)
    if re.fullmatch(r"\d{15}", plain):
        upgraded = upgrade(plain)
        return IdReading(upgraded, "upgraded") if upgraded else IdReading(None, "invalid_birth")
    if _SPREADSHEET.match(plain):
        return IdReading(None, "spreadsheet")
    for pattern, kind in _OTHER:
        if pattern.match(plain):
            return IdReading(None, "other_document", kind)
    repaired = plain[:17].translate(_LIKE_DIGIT) + plain[17:].translate(_LIKE_DIGIT)
    if len(repaired) == 18 and re.fullmatch(r"\d{17}[\dX]", repaired) and _fault(repaired) is None:
        return IdReading(repaired, "repaired")
    return IdReading(None, "invalid_length" if plain.isascii() and plain.isalnum() else "other_document")


def upgrade(fifteen: str) -> str | None:
    """18 characters of a 15-digit number; None where its birth date or area cannot be."""
    century = "18" if fifteen[12:] in CENTENARIAN else "19"
    seventeen = fifteen[:6] + century + fifteen[6:]
    full = seventeen + check_character(seventeen)
    return full if _fault(full) is None else None


def is_valid(number: str) -> bool:
    """Whether 18 characters are a canonical id: province, birth date and check character.

    >>> is_valid("34052419800101001X"), is_valid("340524198001010018")
    (True, False)
    """
    return re.fullmatch(r"\d{17}[\dX]", number) is not None and _fault(number) is None


def birth_date(number: str) -> datetime.date:
    """Birth date in a canonical id."""
    return datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_code(number: str) -> str:
    """Sex in a canonical id: "1" male (odd sequence), "2" female."""
    return "1" if int(number[16]) % 2 else "2"


def area_code(number: str) -> str:
    """Area of FIRST registration in a canonical id; it says nothing about where the person lives today."""
    return number[:6]


def residence_permit(number: str) -> str | None:
    """香港, 澳门 or 台湾 where a canonical id is one of a 港澳台居民居住证, else None."""
    return {"810000": "香港", "820000": "澳门", "830000": "台湾"}.get(number[:6])


def repair_candidates(text: str | None) -> list[str]:
    """All canonical ids that are one slip away from a faulty number, in ascending order.

    A slip: one wrong character, two neighbours exchanged, one character lost or one too many.
    """
    plain = _plain(text)
    if not 17 <= len(plain) <= 19 or not re.fullmatch(r"[\dX]+", plain):
        return []
    found: set[str] = set()
    if len(plain) == 18:
        for place in range(18):
            for character in "0123456789" if place < 17 else CHECK:
                found.add(plain[:place] + character + plain[place + 1 :])
        for place in range(17):
            found.add(plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :])
    elif len(plain) == 17:
        for place in range(18):
            for character in "0123456789" if place < 17 else CHECK:
                found.add(plain[:place] + character + plain[place:])
    else:
        found.update(plain[:place] + plain[place + 1 :] for place in range(19))
    return sorted(number for number in found if number != plain and is_valid(number))


def _plain(text: str | None) -> str:
    if text is None:
        return ""
    plain = unicodedata.normalize("NFKC", text).translate(_LIKE_X).upper().translate(_LIKE_X)
    plain = re.sub(r"\.0+$", "", plain.strip())
    if _SPREADSHEET.match(plain):
        return plain
    return _LABEL.sub("", _NOISE.sub("", plain)) if plain.strip("*") else plain


def _fault(number: str) -> str | None:
    """What is wrong with 17 digits and a check character, None where nothing is."""
    if number[:2] not in PROVINCES and number[0] != "9":
        return "invalid_area"
    try:
        birth = birth_date(number)
    except ValueError:
        return "invalid_birth"
    if not EARLIEST_BIRTH_YEAR <= birth.year <= LATEST_BIRTH_YEAR:
        return "invalid_birth"
    return None if check_character(number[:17]) == number[17] else "invalid_check"


def _is_dummy(plain: str) -> bool:
    """Placeholders: one character over and over, or counted up."""
    digits = plain.rstrip("X")
    if len(plain) >= 6 and len(set(digits)) <= 1:
        return True
    return plain.isdigit() and len(plain) >= 12 and plain in "12345678901234567890123456789"
