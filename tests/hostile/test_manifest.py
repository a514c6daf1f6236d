"""manifest.json: what a department says it sent must equal what arrived."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.inbox import DEPARTMENT, EXTRACT, INCOME, NAME, Inbox, changed, csv, rows

BATCH = "2017-12-31"
CONTENT = csv(rows())
INCOME_TOTAL = sum(int(row[INCOME].replace(".", "")) for row in rows())


def entry(**stated: Any) -> dict[str, Any]:
    return {"file": f"{EXTRACT}.csv", **stated}


def landed(folder: Path, manifest: Any, content: bytes = CONTENT) -> dict[str, dict[str, Any]]:
    """Land one file beside a manifest."""
    inbox = Inbox(folder)
    inbox.put(BATCH, f"{EXTRACT}.csv", content)
    text = manifest if isinstance(manifest, bytes) else json.dumps(manifest, ensure_ascii=False).encode()
    inbox.put(BATCH, "manifest.json", text)
    return inbox.land(BATCH)


FITS = {
    "everything_stated": entry(
        rows=20,
        sha256=sha256(CONTENT).hexdigest().upper(),
        period="2017",
        totals={"申报家庭月收入": f"{INCOME_TOTAL // 100}.{INCOME_TOTAL % 100:02d}", "申报证券": 0, "别的": "1"},
    ),
    "nothing_stated": entry(),
}
DIFFERS = {
    "rows": (entry(rows=21), "held", "H05_manifest_rows"),
    "total": (entry(totals={"申报家庭月收入": "1.00"}), "held", "H06_manifest_total"),
    "unreadable_total": (entry(totals={"申报家庭月收入": "一万"}), "held", "H06_manifest_total"),
    "digest": (entry(sha256="0" * 64), "refused", "E14_manifest_digest"),
}
DAMAGED = {
    "not_json": b"{",
    "not_text": b"\xff\xff\xff",
    "no_files": b'{"department": "x"}',
    "a_key_twice": b'{"files": [], "files": []}',
    "a_file_twice": {"files": [entry(), entry()]},
    "another_department": {"department": "银行", "files": [entry()]},
    "negative_rows": {"files": [entry(rows=-1)]},
    "deep": b"[" * 100_000,
    "huge": b" " * (2 << 20) + b"{}",
}


@pytest.mark.parametrize("name", FITS)
def test_what_reconciles_is_accepted(name: str, tmp_path: Path) -> None:
    found = landed(tmp_path, {"department": DEPARTMENT, "sent_at": "2017-12-31", "files": [FITS[name]]})
    assert {name: row["decision"] for name, row in found.items()} == {f"{EXTRACT}.csv": "accepted"}


@pytest.mark.parametrize("name", DIFFERS)
def test_what_differs_is_not_taken(name: str, tmp_path: Path) -> None:
    stated, decision, code = DIFFERS[name]
    row = landed(tmp_path, {"files": [stated]})[f"{EXTRACT}.csv"]
    assert (row["decision"], row["reason_code"], row["rows_read"]) == (decision, code, 0)


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_manifest_holds_its_department(name: str, tmp_path: Path) -> None:
    row = landed(tmp_path, DAMAGED[name])[f"{EXTRACT}.csv"]
    assert (row["decision"], row["reason_code"]) == ("held", "H07_manifest_damaged")


def test_files_must_be_named_and_there(tmp_path: Path) -> None:
    found = landed(tmp_path, {"files": [{"file": f"{EXTRACT}_2.csv", "rows": 3}]})
    here, away = found[f"{EXTRACT}.csv"], found[f"{EXTRACT}_2.csv"]
    assert (here["decision"], here["reason_code"]) == ("held", "H03_not_in_manifest")
    assert (away["decision"], away["reason_code"], away["file_sha256"]) == ("held", "H04_absent_file", None)


def test_no_rows_only_when_declared(tmp_path: Path) -> None:
    """A header without rows is held, unless the department says that there are none."""
    found = landed(tmp_path, {"files": [entry(rows=0)]}, csv([]))
    assert (found[f"{EXTRACT}.csv"]["decision"], found[f"{EXTRACT}.csv"]["rows_accepted"]) == ("accepted", 0)


def test_rows_are_counted_as_the_department_counts_them(tmp_path: Path) -> None:
    """Duplicates and rows that cannot be read were sent too; titles, blanks and totals are not rows."""
    sent = [*changed({(0, NAME): "=x"}), rows()[3]]
    content = csv(sent) + b"\r\n,,,,,,,,,,,,\r\n" + "合计,21人\r\n".encode()
    row = landed(tmp_path, {"files": [entry(rows=21, totals={"申报家庭月收入": "0.01"})]}, content)[f"{EXTRACT}.csv"]
    counts = (row["rows_accepted"], row["rows_quarantined"], row["rows_duplicate"])
    assert (row["decision"], counts) == ("accepted", (19, 1, 1))


def test_a_total_line_that_disagrees_is_remarked(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    total = ["合计", "", "", "", "", f"{INCOME_TOTAL // 100}.{INCOME_TOTAL % 100:02d}", *[""] * 7]
    inbox.put(BATCH, f"{EXTRACT}_right.csv", CONTENT + (",".join(total) + "\n").encode())
    total[INCOME] = "1.00"
    inbox.put(BATCH, f"{EXTRACT}_wrong.csv", CONTENT + (",".join(total) + "\n").encode())
    found = inbox.land(BATCH)
    assert found[f"{EXTRACT}_right.csv"]["reason_code"] is None
    wrong = found[f"{EXTRACT}_wrong.csv"]
    assert (wrong["decision"], wrong["reason_code"]) == ("accepted", "N01_total_line")
