"""Phone numbers: the digits that identify a line, whatever was written around them."""

from __future__ import annotations

import unicodedata

_AREA_CODES_OF_THREE = ("010", "020", "021", "022", "023", "024", "025", "027", "028", "029")


def canonical(text: str | None) -> str | None:
    """Eleven digits of a mobile phone, or area code and number of a fixed line as digits; None where it is neither.

    A fixed line without its area code keeps its seven or eight digits; placeholders (one digit over and over) and
    masked numbers are no number.

    >>> canonical("+86 138-0013-8000"), canonical("(021)6279 8888转3"), canonical("13800000000000")
    ('13800138000', '02162798888', None)
    """
    if not text:
        return None
    plain = unicodedata.normalize("NFKC", text)
    for word in ("转", "EXT", "分机", "、", "/", ";", ","):
        plain = plain.upper().split(word)[0]
    if "*" in plain:
        return None
    digits = "".join(mark for mark in plain if "0" <= mark <= "9")
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) - len(prefix) >= 10:
            digits = digits[len(prefix) :]
            break
    if len(digits) == 12 and digits.startswith("01") and not digits.startswith("010"):
        digits = digits[1:]
    if len(set(digits[1:])) <= 1:
        return None
    if len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789":
        return digits
    if digits.startswith("0"):
        area = 3 if digits.startswith(_AREA_CODES_OF_THREE) else 4
        return digits if len(digits) - area in (7, 8) else None
    return digits if len(digits) in (7, 8) else None
