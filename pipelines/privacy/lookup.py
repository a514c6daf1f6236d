"""Who a person id is, and which person id a name or number has: from the vault, after it is written in the audit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.privacy import audit, vault
from pipelines.privacy.keys import Key

Row = tuple[str | None, ...]
_BY_ID = """
select person_id, name_text, id_number, phone, address from identity
where list_contains(?::varchar[], person_id) order by person_id
"""
_BY_WORD = """
select person_id from identity
where list_contains(?::varchar[], name_text) or list_contains(?::varchar[], upper(id_number)) order by person_id
"""


def by_ids(state: Path, key: Key, ids: Sequence[str], because: str) -> list[Row]:
    """person_id, name, id number, phone, address of those whom the vault holds; the ids asked for are audited first.

    Raises:
        VaultRefused: there is no vault, or it was made with another key.
        AuditRefused: the reason or an id looks like an identity number or a phone, or the chain cannot be continued.
    """
    with vault.opened(state, key) as con:
        audit.append(state, key, "lookup", person_ids=sorted(set(ids)), because=because)
        return con.execute(_BY_ID, [list(ids)]).fetchall()


def by_words(state: Path, key: Key, words: Sequence[str], because: str) -> list[Row]:
    """The person ids of names or id numbers; the audit holds how many were asked for and which ids were found.

    Raises:
        VaultRefused, AuditRefused: as `by_ids`.
    """
    with vault.opened(state, key) as con:
        found: list[Row] = con.execute(_BY_WORD, [list(words), [word.upper() for word in words]]).fetchall()
        person_ids = [row[0] for row in found]
        audit.append(state, key, "lookup.find", asked=len(words), person_ids=person_ids, because=because)
        return found
