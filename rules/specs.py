"""What the TOML beside a rule's SQL may say: programmes, verification items and facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rules.explain import parameters
from rules.files import RulebookError, RuleFiles
from rules.parameters import Parameter
from schemas.faults import entry_fault

Purpose = Literal["verification", "monitoring", "screening"]
Needs = Literal["all", "any"]
"""Of the extracts a rule reads: can it be computed only with all of them, or with any one."""


class Spec(BaseModel):
    """Base of all rule descriptions: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    file: str


class ProgrammeSpec(Spec):
    """One assistance programme."""

    label: str
    items: tuple[str, ...] = Field(min_length=1)
    benefit: Literal["supplement", "none"] = "none"
    article: str


class ItemSpec(Spec):
    """One verification item: SQL finds the source rows, this says how they are compared with the declaration."""

    label: str
    purpose: Purpose
    measures: Literal["income", "amount", "count", "spending"]
    declared: str | None = None
    limited_as: str | None = None
    adverse_when: Literal["more", "less"] = "more"
    beside: tuple[str, ...] = ()
    """Extracts that add to the item or bear on it, but whose delivery alone does not make it known."""
    fed_by: str | None = None
    """A list parameter without which no delivered row belongs to the item."""
    article: str
    sentence: str


class FactSpec(Spec):
    """One dated, evidenced statement about a person or household."""

    label: str
    about: Literal["person", "household"]
    purpose: Purpose
    sentence: str
    note: str | None = None
    needs: Needs = "all"
    key: Literal["person", "household"] | None = None

    @property
    def shard_key(self) -> str:
        """The column inside which every join, group and window of the SQL stays: what it is about, or `key`."""
        return f"{self.key or self.about}_id"


class BenefitSpec(Spec):
    """The amount of one programme: SQL writes its lines, this says what kind of amount and which parameters it used."""

    label: str
    amount_kind: Literal["monthly", "ceiling", "once"]
    article: str
    parameters: tuple[str, ...] = Field(min_length=1)


class SupplementSpec(Spec):
    """One kind of member whose dibao is raised by a sum: by a fact (of person or household), by age, or both."""

    label: str
    group: str
    fact: str | None = None
    values: str | None = None
    from_age: str | None = None
    to_age: str | None = None
    amount: str
    of: Literal["sum", "difference"] = "sum"
    """`amount` is a sum of money, or a share of the difference that is paid."""
    per: Literal["person", "household"] = "person"
    """Given to every such member, or once however many there are; of a difference: each one's part, or the whole."""

    @property
    def sums(self) -> tuple[str, ...]:
        """The parameters without which it is worth nothing."""
        return (self.amount,)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that it names."""
        return tuple(name for name in (self.amount, self.values, self.from_age, self.to_age) if name is not None)


S = TypeVar("S", bound=Spec)


def validated(model: type[S], file: str, code: str, entry: Any) -> S:
    """One entry as a model.

    Raises:
        RulebookError: unknown or missing keys, wrong types; names file, key and reason.
    """
    if not isinstance(entry, dict):
        raise RulebookError(file, code, f"要写成一段: [{code}]")
    try:
        return model.model_validate({**entry, "code": code, "file": file})
    except ValidationError as error:
        raise RulebookError(file, code, entry_fault(error, model, ("code", "file"))) from None


def check_parameters(file: str, sentences: Iterable[str], known: Mapping[str, Parameter]) -> None:
    """Refuse a sentence that says the value of what is no parameter.

    Raises:
        RulebookError: there is no such parameter, or it is of money, which is kept in fen.
    """
    for name in (name for sentence in sentences for name in parameters(sentence)):
        if name not in known:
            raise RulebookError(file, "sentence", f"没有参数 {name}")
        if known[name].is_money:
            raise RulebookError(file, "sentence", f"{name} 是金额,句子里不能直接写")


def load_table(files: RuleFiles, relative: str, model: type[S]) -> Mapping[str, S]:
    """All entries of one TOML file, in its order."""
    return {code: validated(model, relative, code, entry) for code, entry in files.toml(relative).items()}


def load_folder(files: RuleFiles, folder: str, model: type[S]) -> Mapping[str, S]:
    """One entry per `<code>.toml` of a folder and its sub-folders; each has `<code>.sql` beside it.

    Raises:
        RulebookError: a .toml without its .sql or the other way round, or a wrong entry.
    """
    described = {path.removesuffix(".toml") for path in files.list(folder, ".toml")}
    measured = {path.removesuffix(".sql") for path in files.list(folder, ".sql")}
    for alone in sorted(described ^ measured):
        suffix = ".sql" if alone in described else ".toml"
        raise RulebookError(alone + (".toml" if alone in described else ".sql"), None, f"旁边没有同名的 {suffix}")
    return {
        path.rsplit("/", 1)[-1]: validated(model, f"{path}.toml", path.rsplit("/", 1)[-1], files.toml(f"{path}.toml"))
        for path in sorted(described)
    }
