"""Names, phones, numbers of things and coded words, cleaned. Nothing is folded here: variants are linkage's matter."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import polars as pl

from assets.landed.amounts import MISSING, is_missing
from assets.standardised.spellings import Reading, by_spelling, only

NOTHING: Final = tuple(sorted({*MISSING, *(token.upper() for token in MISSING), "None", "NaN", "Null"} - {""}))
"""Spellings of "no value" as they stand in a text column."""

FREE_TEXT: Final = frozenset(("answer", "declared_value", "corrected_value", "note", "content", "action", "for_whom"))
"""Terms where 无 is an answer."""

HOLDINGS: Final = frozenset(("account_number", "company_number", "contract_number", "employer_number", "plate",
                             "policy_number", "title_number"))  # fmt: skip
"""Terms whose numbers are one whether written in capitals or not, with a dot or without."""

SAME_WORDS: Final = {
    "男性": "男", "男士": "男", "M": "男", "MALE": "男", "女性": "女", "女士": "女", "F": "女", "FEMALE": "女",
    "1级": "一级", "2级": "二级", "3级": "三级", "4级": "四级",
    "壹级": "一级", "贰级": "二级", "叁级": "三级", "肆级": "四级",
}  # fmt: skip
"""Other words for the same code, used only where the contract lists the code."""

SAME_CODES: Final = {"sex": {"1": "男", "2": "女", "01": "男", "02": "女"},
                     "disability_level": {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}}  # fmt: skip
"""Digits for words, which only mean something in their own column."""

_YES, _NO = ("是", "有", "1", "y", "yes", "true", "t"), ("否", "无", "0", "n", "no", "false", "f")
_ENDINGS = re.compile(r"[(（\[【〔<《][^()（）\[\]【】〔〕<>《》]{0,20}[)）\]】〕>》]$")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_LOST = re.compile("[?？□\ufffd\ue000-\uf8ff]")
_UNCLEAN_NAME = r"[ ()（）\[\]【】〔〕<>《》'?？□\x{fffd}\x{e000}-\x{f8ff}]"
_UNCLEAN_NUMBER = r"[ '\x{22}=\x{2018}\x{2019}\x{ff01}-\x{ff5e}]"
_UNCLEAN_HOLDING = _UNCLEAN_NUMBER.replace("[", "[a-z·•・", 1)
_NOISE = re.compile(r"[\s'\"=‘’`]+")
_DOTS = str.maketrans("", "", "·•・")


def without_missing(cells: pl.Series) -> pl.Series:
    """A text column where every spelling of "no value" is NULL."""
    is_nothing = cells.is_in(NOTHING).fill_null(False)
    return only(cells, ~is_nothing) if is_nothing.any() else cells


def coded(cells: pl.Series, term: str, values: tuple[str, ...]) -> Reading:
    """A column of known words; an unknown one is NULL and flagged."""
    known = set(values)

    def read(text: str) -> tuple[str | None, str | None]:
        plain = unicodedata.normalize("NFKC", text).strip()
        for word in (text, plain, SAME_WORDS.get(plain.upper()), SAME_CODES.get(term, {}).get(plain)):
            if word in known:
                return word, None
        by_form = {unicodedata.normalize("NFKC", value): value for value in values}
        if plain in by_form:
            return by_form[plain], None
        return None, None if is_missing(text) else "unknown_code"

    return by_spelling(cells, read, pl.String())


def yes_or_no(cells: pl.Series) -> Reading:
    """A column of yes and no."""

    def read(text: str) -> tuple[bool | None, str | None]:
        plain = unicodedata.normalize("NFKC", text).strip().lower()
        answer = True if plain in _YES else False if plain in _NO else None
        return answer, None if answer is not None or (is_missing(text) and plain not in _NO) else "unknown_code"

    return by_spelling(cells, read, pl.Boolean())


def names(cells: pl.Series) -> Reading:
    """Names without remarks in brackets or spaces between Han characters; what was dropped or lost is flagged."""
    is_unclean = cells.str.contains(_UNCLEAN_NAME).fill_null(False)
    plain = without_missing(cells)
    if not is_unclean.any():
        return by_spelling(plain, lambda text: (text, None), pl.String(), plain)
    read = by_spelling(only(cells, is_unclean), read_name, pl.String())
    return Reading(only(plain, ~is_unclean).fill_null(read.values), read.faults)


def read_name(text: str) -> tuple[str | None, str | None]:
    """One name: 张 三(已故) is 张三; a Latin name keeps its spaces."""
    name = text.strip("' ")
    while _ENDINGS.search(name):
        name = _ENDINGS.sub("", name).strip()
    if _HAN.search(name):
        name = name.replace(" ", "")
    if is_missing(name):
        return None, None
    return name, "replacement_character" if _LOST.search(name) else "name_cleaned"


def thing_numbers(cells: pl.Series, is_holding: bool = False) -> pl.Series:
    """Numbers of things and cases: without a spreadsheet's marks, in half width; HOLDINGS in capitals without dots."""
    plain = without_missing(cells)
    is_unclean = plain.str.contains(_UNCLEAN_HOLDING if is_holding else _UNCLEAN_NUMBER).fill_null(False)
    if not is_unclean.any():
        return plain
    clean = _holding if is_holding else _number
    read = by_spelling(only(plain, is_unclean), lambda text: (clean(text), None), pl.String())
    return only(plain, ~is_unclean).fill_null(read.values)


def _number(text: str) -> str | None:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)) or None


def _holding(text: str) -> str | None:
    return (_number(text) or "").upper().translate(_DOTS) or None


def phones(cells: pl.Series) -> pl.Series:
    """Digits of a phone number, without +86; fewer than seven digits are none."""
    is_plain = cells.str.contains(r"^1[0-9]{10}$").fill_null(False)
    return by_spelling(cells, lambda text: (_phone(text), None), pl.String(), only(cells, is_plain)).values


def _phone(text: str) -> str | None:
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", text).split(",")[0].split("、")[0])
    digits = digits.removeprefix("0086") if len(digits) > 13 else digits
    digits = digits.removeprefix("86") if len(digits) == 13 else digits
    return digits if 7 <= len(digits) <= 12 else None
