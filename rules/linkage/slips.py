"""Spoils a right id the way a delivered one was spoilt: what the self-test's shadows write instead of their own."""

from __future__ import annotations

from rules.linkage import id_parts

_LENGTH, _KEPT = 18, 15
_FIRST, _PLACES = 6, 10
"""Slips fall on the birth date and the sequence: the area is rarely mistyped, and the rest says more."""


def alike(own: str, faulty: str, is_near: bool, salt: int) -> str | None:
    """`own` (18 characters) with the fault of `faulty`; None where that text tells nothing of whose it is.

    What a mask or a spreadsheet leaves is left of `own` too. Texts of 17 to 19 characters lack one, have one wrong or
    one too many; those that were near nobody's id (`is_near` false) are spoilt twice, so that nobody is one slip away.
    `salt` chooses the place.
    """
    left = id_parts.part(faulty)
    if left.is_certain and left.digits is not None:
        return own[:_KEPT] + "0" * (_LENGTH - _KEPT)
    if left.is_certain and "E" in faulty:
        shown = len(left.head or "")
        return f"{own[0]}.{own[1:shown]}E+17"
    if left.is_certain:
        return own[: len(left.head or "")] + "********" + (own[-len(left.tail) :] if left.tail else "")
    if left.digits is None:
        return None
    place = _FIRST + salt % _PLACES
    other = _FIRST + (salt + _PLACES // 2) % _PLACES
    base = own if is_near else _wrong(own, other, salt)
    if len(left.digits) < _LENGTH:
        return base[:place] + base[place + 1 :]
    if len(left.digits) > _LENGTH:
        return base[: place + 1] + base[place:]
    return _wrong(base, place, salt)


def _wrong(text: str, place: int, salt: int) -> str:
    return text[:place] + str((int(text[place]) + 1 + salt % 9) % 10) + text[place + 1 :]
