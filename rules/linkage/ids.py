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
PROVINCES = frozenset(
    (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
     61, 62, 63, 64, 65, 71, 81, 82, 83, 91, 92, 93, 94, 95, 96)
)  # fmt: skip
"""First two digits of an area (GB/T 2260): the provinces, 71 台湾, 81 to 83 residence permits of 港澳台, 9 and the
first digit of a province for permanent residents from abroad."""
EARLIEST_BIRTH_YEAR, LATEST_BIRTH_YEAR = 1880, 2099
CENTENARIAN = frozenset(("996", "997", "998", "999"))
"""Last three digits of a 15-digit number that stood for a birth before 1900."""

_MASK = re.compile(r"[*·•□■?_●○]+|(?<=\d)#+|X{3,}|(?<=\d)-{4,}")
_NOISE = re.compile(
    r"[\s'\"`’‘“”.,,。:;=\-_/\\()\[\]<>\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f\x7f]"
)
_NOISE_ENDS = re.compile(r"^[\s'\"=]+|[\s'\"]+$")
_LABEL = re.compile(r"^[^0-9A-Z*]+|[^0-9A-Z*]+$")
_NOTHING = frozenset(("", "NULL", "NONE", "NAN", "NA", "NIL", "N"))
_LIKE_X = str.maketrans({"Χ": "X", "Х": "X", "×": "X", "✕": "X", "╳": "X"})
_LIKE_DIGIT = str.maketrans("OQDILZSB", "00011258")
_SPREADSHEET = re.compile(r"^\d(\.\d+)?E\+?\d{1,2}$")
_CUT = re.compile(r"[0-9]{10,17}X?|[0-9]{19}")
_DUMMY_STARTS = ("999999", "000000", "123456789")
_OTHER = (
    (re.compile(r"[A-Z]\d{9}"), "birth_certificate"),
    (re.compile(r"[A-Z]\d{6}\(?[0-9A]\)?"), "hong_kong_card"),
    (re.compile(r"[HM]\d{8}(\d{2})?"), "travel_permit"),
    (re.compile(r"[A-Z]{1,2}\d{7,8}"), "passport"),
    (re.compile(r"[A-Z]{3}\d{12}"), "foreign_permit"),
    (re.compile(r".{0,4}字第?\d{6,10}号?"), "military"),
)


class IdReading(NamedTuple):
    """What an id text says.

    `status`: valid; normalised (the same but for blanks, full width, a small x, labels); upgraded (from 15 digits);
    repaired (certain: look-alike letters and the check character agrees); certificate (taken from a 残疾人证); or
    bad_checksum, bad_date, scientific (digits lost in a spreadsheet), truncated, masked, dummy, other (another
    document, or nothing that is known), missing. `number` is the canonical 18 characters of the first five, else None.
    `text` is what was delivered in capital half-width characters without noise, `*` for what is masked; None where
    missing.
    `kind`: 1-7 of a 残疾人证 with `level` 1-4; of another document which; 香港, 澳门, 台湾 of a 居住证.
    """

    number: str | None
    status: str
    kind: str | None = None
    level: str | None = None
    text: str | None = None


def check_character(first_seventeen: str) -> str:
    """The 18th character for 17 digits (GB 11643, ISO 7064 MOD 11-2).

    >>> check_character("34052419800101001")
    'X'
    """
    return CHECK[sum(int(digit) * weight for digit, weight in zip(first_seventeen, WEIGHTS, strict=True)) % 11]


@lru_cache(maxsize=4096)
def canonical(delivered: str | None) -> IdReading:
    """The canonical 18 characters of a delivered id text, or why there are none.

    Full width, blanks, apostrophes, a lower-case or foreign x, labels and a trailing `.0` are no fault; 15 digits
    become 18; a 残疾人证 gives its first 18 characters with kind (1-7) and level (1-4).
    """
    full, text = _plain(delivered)
    if text in _NOTHING:
        return IdReading(None, "missing")
    number, status, kind, level = _read(text, text == delivered)
    if status == "other" and kind is None:
        kind = next((kind for pattern, kind in _OTHER if pattern.fullmatch(full) or pattern.fullmatch(text)), None)
    return IdReading(number, status, kind, level, text)


def _read(text: str, is_as_delivered: bool) -> tuple[str | None, str, str | None, str | None]:
    if "*" in text:
        return None, "masked", None, None
    certificate = re.fullmatch(r"(\d{17}[\dX])([1-7])([1-4])(B\d?)?", text)
    if certificate and _fault(certificate[1]) is None:
        return certificate[1], "certificate", certificate[2], certificate[3]
    if _is_dummy(text):
        return None, "dummy", None, None
    if _SPREADSHEET.match(text):
        return None, "scientific", None, None
    if re.fullmatch(r"\d{17}[\dX]", text):
        fault = _fault(text)
        if fault is None:
            return text, "valid" if is_as_delivered else "normalised", residence_permit(text), None
        return None, "scientific" if text.endswith("000") else fault, None, None
    if re.fullmatch(r"\d{15}", text):
        upgraded = upgrade(text)
        return upgraded, "upgraded" if upgraded else "bad_date", None, None
    if _CUT.fullmatch(text):
        return None, "truncated", None, None
    repaired = text.translate(_LIKE_DIGIT)
    if re.fullmatch(r"\d{17}[\dX]", repaired) and _fault(repaired) is None:
        return repaired, "repaired", None, None
    return None, "other", None, None


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
    _, plain = _plain(text)
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


def _plain(delivered: str | None) -> tuple[str, str]:
    """The text in capital half-width characters without noise, and the same without a label before or behind."""
    if delivered is None:
        return "", ""
    plain = unicodedata.normalize("NFKC", delivered).translate(_LIKE_X).upper().translate(_LIKE_X)
    plain = re.sub(r"\.0+$", "", re.sub(r"\s+", "", plain))
    if _SPREADSHEET.match(_NOISE_ENDS.sub("", plain)):
        plain = _NOISE_ENDS.sub("", plain)
        return plain, plain
    if sum(character.isdigit() for character in plain) and _MASK.search(plain):
        plain = _MASK.sub(lambda mask: "*" * len(mask[0]), plain)
    plain = _NOISE.sub("", plain)
    return plain, _LABEL.sub("", plain)


def _fault(number: str) -> str | None:
    """What is wrong with 17 digits and a check character, None where nothing is."""
    try:
        birth = birth_date(number)
    except ValueError:
        return "bad_date"
    if not EARLIEST_BIRTH_YEAR <= birth.year <= LATEST_BIRTH_YEAR:
        return "bad_date"
    if check_character(number[:17]) != number[17]:
        return "bad_checksum"
    return None if int(number[:2]) in PROVINCES else "other"


def _is_dummy(plain: str) -> bool:
    """Placeholders: one character over and over, counted up, or an area that is none."""
    digits = plain.rstrip("X")
    if len(digits) < 6 and len(plain) < 6:
        return False
    if len(set(digits)) <= 1 or plain.startswith(_DUMMY_STARTS):
        return True
    return plain.isdigit() and len(plain) >= 12 and plain in "12345678901234567890123456789"
