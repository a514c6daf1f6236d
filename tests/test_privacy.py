"""Nobody sees an identity but those meant to: keys, masks, the vault, file modes, the audit chain, planted canaries."""

from __future__ import annotations

import csv
import datetime
import io
import os
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.privacy import audit, keys, masking, vault
from pipelines.privacy.permissions import restrict_process
from pipelines.release.publish import publish
from pipelines.release.statements import quoted
from pipelines.release.storage import ReleaseRefused
from tests.conftest import Run
from tests.release_case import BALANCE, DAY, DIAGNOSIS, NAMES, address, canary, city, phone
from tests.world import KEY as OFFICE_KEY

GOLDEN = Path(__file__).parent / "golden" / "masking.csv"
KEY = keys.Key(bytes(range(32)))


def rows_of(name: str) -> list[Any]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["说明"]) for row in csv.DictReader(file) if row["类型"] == name]


@pytest.mark.parametrize("name", ["name", "id_number", "phone", "account", "address", "birth_date"])
def test_masks_are_those_of_the_golden_table(name: str) -> None:
    rows = [param.values[0] for param in rows_of(name)]
    values = pl.Series("v", [row["原值"] or None for row in rows], pl.String)
    frame = values.str.to_date().to_frame() if name == "birth_date" else values.to_frame()
    masked = frame.select(getattr(masking, name)("v"))["v"].to_list()
    assert masked == [row["遮盖后"] or None for row in rows]


def test_a_key_is_made_once_and_never_shown(tmp_path: Path) -> None:
    state = tmp_path / "state"
    key = keys.load_or_make(state)
    assert len(key) == 32
    assert keys.load_or_make(state) == key
    assert stat.S_IMODE((state / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert [path.name for path in state.iterdir()] == ["key"]
    shown = f"{key} {key!r} {key!s} {[key]} {key.fingerprint()}"
    assert key.hex() not in shown
    assert bytes(key).decode("latin-1") not in shown
    assert key.for_use("vault") != key.for_use("audit") != bytes(key)


@pytest.mark.parametrize(
    ("mode", "content", "reason"),
    [
        (0o640, b"k" * 32, "别人也能读"),
        (0o604, b"k" * 32, "别人也能读"),
        (0o600, b"k" * 31, "有 31 字节,密钥应为 32 字节"),
        (0o600, b"", "有 0 字节,密钥应为 32 字节"),
    ],
)
def test_a_doubtful_key_file_is_refused(tmp_path: Path, mode: int, content: bytes, reason: str) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(mode)
    with pytest.raises(keys.KeyRefused, match=reason) as refused:
        keys.load_or_make(tmp_path / "state", path)
    assert "kkk" not in str(refused.value)


def test_a_key_file_that_is_absent_or_a_link_is_refused(tmp_path: Path) -> None:
    with pytest.raises(keys.KeyRefused, match="没有这个普通文件"):
        keys.load_or_make(tmp_path, tmp_path / "absent")
    real = tmp_path / "real"
    real.write_bytes(b"k" * 32)
    real.chmod(0o600)
    (tmp_path / "link").symlink_to(real)
    with pytest.raises(keys.KeyRefused, match="没有这个普通文件"):
        keys.load_or_make(tmp_path, tmp_path / "link")


def people(names: dict[str, str], batch: str) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    rows = [
        {"person_id": person, "name_text": name, "id_number": canary(1), "phone": phone(1), "address": address(1),
         "register_address": None, "batch": batch}
        for person, name in names.items()
    ]  # fmt: skip
    con.register("needed", pl.DataFrame(rows).to_arrow())
    return con


def test_the_vault_is_encrypted_and_opens_with_its_key_only(tmp_path: Path) -> None:
    assert vault.refresh(people({"P1": "金丝雀"}, "2017-12-31"), "needed", tmp_path, KEY) == 1
    content = (tmp_path / vault.FILE).read_bytes()
    for clear in ("金丝雀", canary(1), phone(1), KEY.hex(), KEY.for_use("vault").hex()):
        assert clear.encode() not in content
    assert stat.S_IMODE((tmp_path / vault.FILE).stat().st_mode) == 0o600
    with vault.opened(tmp_path, KEY) as con:
        assert con.execute("select name_text, id_number from identity").fetchall() == [("金丝雀", canary(1))]
    other = keys.Key(b"x" * 32)
    with pytest.raises(vault.VaultRefused, match="另一把密钥"), vault.opened(tmp_path, other):
        pass
    with pytest.raises(vault.VaultRefused, match="另一把密钥"):
        vault.refresh(people({"P2": "别人"}, "2018-01-31"), "needed", tmp_path, other)
    assert not list(tmp_path.glob(".vault*"))


def test_making_an_old_batch_again_takes_nothing_out_of_the_vault(tmp_path: Path) -> None:
    vault.refresh(people({"P1": "新名", "P2": "乙"}, "2018-01-31"), "needed", tmp_path, KEY)
    vault.refresh(people({"P1": "旧名", "P3": "丙"}, "2017-12-31"), "needed", tmp_path, KEY)
    with vault.opened(tmp_path, KEY) as con:
        found = dict(con.execute("select person_id, name_text from identity").fetchall())
    assert found == {"P1": "新名", "P2": "乙", "P3": "丙"}


def chain(state: Path) -> list[str]:
    audit.append(state, KEY, "lookup", case="SQ0001", rows=1)
    audit.append_all(state, KEY, [("exported", {"rows": number}) for number in range(4)])
    return (state / audit.FILE).read_text(encoding="utf-8").splitlines(keepends=True)


def test_the_audit_chain_shows_every_tampering(tmp_path: Path) -> None:
    lines = chain(tmp_path)
    whole = audit.verify(tmp_path, KEY)
    assert (whole.is_whole, whole.entries, whole.broken_line) == (True, 5, None)
    path = tmp_path / audit.FILE
    edited = [line.replace('"rows":1', '"rows":7') for line in lines]
    for tampered, broken in (
        (edited, 1),
        ([*lines[:2], *lines[3:]], 3),
        ([lines[0], lines[2], lines[1], *lines[3:]], 2),
        (["{}\n", *lines], 1),
    ):
        path.write_text("".join(tampered), encoding="utf-8")
        assert audit.verify(tmp_path, KEY).broken_line == broken
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    assert audit.verify(tmp_path, KEY).is_whole
    assert audit.verify(tmp_path, KEY, expected_head=whole.head).broken_line == 5
    assert not audit.verify(tmp_path, keys.Key(b"x" * 32)).is_whole


def test_an_entry_that_a_killed_writer_left_half_is_cut_off(tmp_path: Path) -> None:
    lines = chain(tmp_path)
    path = tmp_path / audit.FILE
    path.write_text("".join(lines) + lines[-1][: len(lines[-1]) // 2], encoding="utf-8")
    audit.append(tmp_path, KEY, "lookup", rows=2)
    verdict = audit.verify(tmp_path, KEY)
    assert (verdict.is_whole, verdict.entries) == (True, 6)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("value", [canary(3), phone(3), f"查 {canary(4)}"])
def test_the_audit_chain_takes_no_identity(tmp_path: Path, value: str) -> None:
    with pytest.raises(audit.AuditRefused) as refused:
        audit.append(tmp_path, KEY, "lookup", who=value)
    assert value not in str(refused.value)
    assert not audit.verify(tmp_path, KEY).entries


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    before = os.umask(0)
    try:
        restrict_process()
        out = tmp_path_factory.mktemp("office") / "out"
        release = publish(city(out))
        assert release.is_new
    finally:
        os.umask(before)
    return out


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def text_of(name: str, content: bytes) -> bytes:
    """What a reader of the file finds in it: XLSX unpacked."""
    if not name.endswith(".xlsx"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(member) for member in archive.namelist())


def test_canaries_are_nowhere_but_where_they_are_meant_to_be(published: Path) -> None:
    identities = [canary(n) for n in range(12)] + [canary(n + 50) for n in range(12)]
    identities += [phone(n) for n in range(12)] + [address(n) for n in range(12)]
    identities += [name for name in NAMES if len(name) > 2]
    found = set()
    for name, content in bytes_below(published).items():
        text = text_of(name, content)
        if any(identity.encode() in text or identity.encode("gb18030") in text for identity in identities):
            parts = name.split("/")
            found.add(parts[0] if parts[0] != "releases" else parts[2])
    assert found == {"state", "entitled", "departments"}


def test_the_vault_holds_no_clear_text_in_the_published_state(published: Path) -> None:
    content = (published / "state" / vault.FILE).read_bytes()
    assert all(canary(n).encode() not in content for n in range(12))


def test_masked_lists_name_no_diagnosis_no_balance_and_no_child(published: Path) -> None:
    (release,) = (published / "releases").iterdir()
    lists = {
        name: text_of(name, content).decode("utf-8", "replace")
        for name, content in bytes_below(release / "exports").items()
    }
    assert len(lists) == 12
    for name, text in lists.items():
        assert DIAGNOSIS not in text, name
        assert BALANCE not in text, name
        assert not re.search(r"\d{4}\*{10}", text), name
        assert "小张" not in text and "小*" not in text, name


def test_nothing_is_readable_by_the_world_and_secrets_by_their_owner_alone(published: Path) -> None:
    for path in [published, *published.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert not mode & 0o007, path.name
        parts = path.relative_to(published).parts
        is_secret = parts[:1] == ("state",) or (len(parts) > 2 and parts[2] in ("entitled", "departments"))
        if is_secret and (path.is_dir() or len(parts) > 1) and "stages" not in parts:
            assert not mode & 0o077, path.name


def test_every_entitled_file_is_in_the_audit_chain(published: Path) -> None:
    (release,) = (published / "releases").iterdir()
    entries = list(audit.entries(published / "state", "exported"))
    handed = {entry["file"] for entry in entries}
    there = {name for name in bytes_below(release) if name.startswith(("entitled/", "departments/"))}
    assert handed == there
    assert {entry["expires"] for entry in entries} == {str(DAY + datetime.timedelta(days=30))}
    assert audit.verify(published / "state", keys.Key(OFFICE_KEY)).is_whole
    assert next(audit.entries(published / "state", "published"))["release"] == release.name


def test_a_failing_run_tells_no_identity(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    ws = city(out)
    path = ws.path("landed.delivery")
    frame = pl.read_parquet(path)
    frame.with_columns(rows_accepted=pl.col("rows_accepted") + 1).write_parquet(path)
    with pytest.raises(ReleaseRefused) as refused:
        publish(ws)
    told = str(refused.value) + "".join(capfd.readouterr())
    assert "行数对不平" in told
    assert not any(canary(n) in told for n in range(12))
    assert not (out / "CURRENT").exists()
    assert not list((out / "releases").iterdir())


def test_a_key_that_is_none_publishes_nothing(tmp_path: Path) -> None:
    ws = city(tmp_path / "out")
    object.__setattr__(ws, "key", b"short")
    with pytest.raises(keys.KeyRefused, match="有 5 字节"):
        publish(ws)
    assert not (tmp_path / "out" / "releases").exists()


def test_no_id_of_the_sample_is_outside_the_entitled_folders(sample: Run) -> None:
    identity = pl.read_parquet(sample.stage("linked.identity"))
    known = {number.encode() for number in identity["id_number"].drop_nulls()}
    assert len(known) > 1000
    for name, content in bytes_below(sample.release).items():
        if not name.startswith(("entitled/", "departments/")):
            assert not known & set(re.findall(rb"\d{17}[\dX]", text_of(name, content))), name
    con = duckdb.connect(str(sample.release / "warehouse.duckdb"), read_only=True)
    con.register("known", pl.DataFrame({"id_number": [number.decode() for number in known]}).to_arrow())
    texts = con.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() "
        "where not internal and database_name = 'warehouse' and data_type like 'VARCHAR%'"
    ).fetchall()
    assert len(texts) > 100
    for table, column in texts:
        found = [
            "select unnest(regexp_extract_all(",
            quoted(column),
            "::varchar, '[0-9]{17}[0-9X]')) as n from",
            quoted(table),
        ]
        query = ["select count(*) from (", *found, ") where n in (select id_number from known)"]
        assert con.execute(" ".join(query)).fetchone() == (0,), (table, column)
    con.close()
