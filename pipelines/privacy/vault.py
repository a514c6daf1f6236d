"""The vault: person_id to name, id, phone and address, in an encrypted DuckDB file that never leaves the state folder.

It holds only people whom an entitled export may have to name: members of reported, alerted or listed households.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import duckdb

from pipelines.privacy.keys import Key
from pipelines.privacy.permissions import OWNER_FILE, owner_folder

FILE = "vault.duckdb"
_DDL = """
create table identity (
  person_id varchar primary key, name_text varchar, id_number varchar, phone varchar, address varchar,
  register_address varchar, batch varchar not null);
comment on table identity is '人员编号与明文身份(只含需要入户或出证的家庭成员)';
comment on column identity.person_id is '人员编号';
comment on column identity.name_text is '姓名';
comment on column identity.id_number is '公民身份号码';
comment on column identity.phone is '联系电话';
comment on column identity.address is '居住地址';
comment on column identity.register_address is '户籍地址';
comment on column identity.batch is '最近一次得知的批次';
"""
_NEWEST = """
select person_id, name_text, id_number, phone, address, register_address, batch
from (select person_id, name_text, id_number, phone, address, register_address, batch from known_before
      union all by name
      select person_id, name_text, id_number, phone, address, register_address, batch from needed_now)
qualify row_number() over (partition by person_id order by batch desc) = 1
order by person_id
"""


class VaultRefused(ValueError):
    """The vault cannot be opened or written. One sentence without any value."""


def refresh(con: duckdb.DuckDBPyConnection, needed: str, state: Path, key: Key) -> int:
    """Add the people of a view to the vault, aside and then in one move; returns how many it holds.

    `needed` is a table or view on `con` with the columns of the vault; of two entries on a person the newer batch
    stays, so that making an old batch anew takes nothing away.

    Raises:
        VaultRefused: the vault was made with another key, or the encryption extension is not installed.
    """
    target = owner_folder(state) / FILE
    aside = state / f".{FILE}.{os.getpid()}"
    aside.unlink(missing_ok=True)
    people = con.table(needed).to_arrow_table()
    try:
        with _open(state, key, aside, writes=True) as vault:
            vault.execute(_DDL)
            vault.register("needed_now", people)
            before = "from old.identity" if target.exists() else "from needed_now where false"
            if target.exists():
                vault.execute(_attach(target, "old", writes=False))
            vault.execute("create temp view known_before as " + before)
            vault.execute("insert into identity by name " + _NEWEST)
            rows = vault.execute("select count(*) from identity").fetchone()
            vault.execute("checkpoint")
        aside.chmod(OWNER_FILE)
        _sync(aside)
        aside.replace(target)
        _sync(state)
    finally:
        aside.unlink(missing_ok=True)
    return int(rows[0]) if rows else 0


@contextmanager
def opened(state: Path, key: Key) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads the table `identity`. Whoever looks people up logs it first (`audit.append`).

    Raises:
        VaultRefused: there is no vault, it was made with another key, or the extension is not installed.
    """
    path = state / FILE
    if not path.is_file():
        raise VaultRefused("state/vault.duckdb: 还没有保险库,发布时才造")
    with _open(state, key, path, writes=False) as con:
        yield con


@contextmanager
def _open(state: Path, key: Key, path: Path, writes: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    try:
        con.execute("load '" + _quoted(_extension()) + "'")
        for setting in _SETTINGS:
            con.execute(setting)
        # Sorting and joining may spill: what spills is encrypted too, and lies where only the owner looks.
        con.execute("set temp_directory = ?", [str(owner_folder(state / "spill"))])
        con.execute("set variable vault_key = ?", [key.for_use("vault").hex()])
        con.execute(_attach(path, "vault", writes))
        con.execute("use vault")
        yield con
    except duckdb.Error as error:
        if "encryption key" in str(error).lower():
            raise VaultRefused("state/vault.duckdb: 是用另一把密钥造的,请以 --key-file 指明那一把") from None
        raise VaultRefused(f"state/vault.duckdb: 打开或写入时出错({type(error).__name__})") from None
    finally:
        con.close()


_SETTINGS = (
    "set autoload_known_extensions = false",
    "set autoinstall_known_extensions = false",
    "set temp_file_encryption = true",
    "set python_enable_replacements = false",
    "set enable_progress_bar = false",
)


def _attach(path: Path, name: str, writes: bool) -> str:
    mode = "" if writes else ", read_only"
    return "attach '" + _quoted(path) + f"' as {name} (encryption_key getvariable('vault_key'){mode})"


def _extension() -> Path:
    """The httpfs extension inside its wheel: it brings OpenSSL, with which DuckDB may write encrypted files.

    Loaded by path: `duckdb_extensions.import_extension` copies into the home folder and fails without one.
    """
    folder = resources.files("duckdb_extension_httpfs") / "extensions" / f"v{duckdb.__version__}"
    path = Path(str(folder / "httpfs.duckdb_extension"))
    if not path.is_file():
        raise VaultRefused("state/vault.duckdb: 没有装与 duckdb 同版本的 duckdb-extension-httpfs")
    return path


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
