"""Households or persons chosen by a sentence of tags: `低保 且 (独居老人 或 纯老) 且 非 住房困难`."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from pipelines.refusals import BadInput

WORDS = {
    "且": "and", "and": "and", "&": "and", "或": "or", "or": "or", "|": "or", "非": "not", "not": "not", "!": "not",
    "(": "(", ")": ")",
}  # fmt: skip


class Sentence(NamedTuple):
    """A sentence as a condition on one boolean column a tag, and the tags that it names."""

    condition: pl.Expr
    tags: tuple[str, ...]


def parsed(text: str, tags: Collection[str]) -> Sentence:
    """A sentence over known tags. `非` binds closer than `且`, `且` closer than `或`.

    Raises:
        BadInput: a word is neither a tag nor a connective, or the sentence does not end.
    """
    reader = _Reader(_words(unicodedata.normalize("NFKC", text), tags))
    condition = reader.any_of()
    if reader.rest:
        raise BadInput("E-SELECT", f"读到“{reader.rest[0]}”读不下去: 两个标签之间要写 且 或 或")
    return Sentence(condition, tuple(dict.fromkeys(reader.named)))


def _words(text: str, tags: Collection[str]) -> list[str]:
    known = sorted((*tags, *WORDS), key=lambda word: (-len(word), word))
    pattern = re.compile("|".join(re.escape(word) for word in known), re.IGNORECASE)
    found, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = pattern.match(text, at)
        if match is None:
            word = re.split(r"[\s()&|!]", text[at:], maxsplit=1)[0]
            near = difflib.get_close_matches(word, list(tags), n=1, cutoff=0.3)
            hint = f",是不是 {near[0]}?" if near else ""
            raise BadInput("E-SELECT", f"没有标签 {word}{hint};hedui select 列出全部")
        found.append(match[0].lower() if match[0].lower() in WORDS else match[0])
        at = match.end()
    return found


class _Reader:
    """From the left: any_of is all_of (或 all_of)*, all_of is one (且 one)*, one is 非 one, (any_of) or a tag."""

    def __init__(self, words: Sequence[str]) -> None:
        self.rest, self.named = list(words), list[str]()

    def any_of(self) -> pl.Expr:
        found = self.all_of()
        while self._took("or"):
            found = found | self.all_of()
        return found

    def all_of(self) -> pl.Expr:
        found = self.one()
        while self._took("and"):
            found = found & self.one()
        return found

    def one(self) -> pl.Expr:
        if self._took("not"):
            return ~self.one()
        if self._took("("):
            found = self.any_of()
            if not self._took(")"):
                raise BadInput("E-SELECT", "括号没有合上")
            return found
        if not self.rest or self.rest[0] in WORDS:
            raise BadInput("E-SELECT", "句子没有写完: 且、或、非、括号之后要有标签")
        self.named.append(self.rest.pop(0))
        return pl.col(self.named[-1])

    def _took(self, kind: str) -> bool:
        if self.rest and WORDS.get(self.rest[0]) == kind:
            self.rest.pop(0)
            return True
        return False


def chosen(sentence: Sentence, subjects: pl.DataFrame, held: pl.DataFrame, unknown: Mapping[str, str]) -> pl.DataFrame:
    """The subjects of which the sentence is true, in their order.

    `subjects` and `held` share their first column; `held` adds tag_code. A tag in `unknown` (tag -> why) holds of
    nobody and fails of nobody: whom the sentence needs it for is not chosen.
    """
    key = subjects.columns[0]
    table = subjects
    for tag in sentence.tags:
        having = held.filter(pl.col("tag_code") == tag)[key].unique()
        holds = pl.lit(None, pl.Boolean) if tag in unknown else pl.col(key).is_in(having.implode())
        table = table.with_columns(holds.alias(tag))
    return table.filter(sentence.condition).select(subjects.columns)
