"""landed.delivery and landed.quarantined_row: every file of a batch is taken in, held or refused, with its account."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from assets.landed.accounting import Account, settled
from assets.landed.columnar import read_columnar
from assets.landed.delimited import read_delimited
from assets.landed.encoding import read_regular, refuse_other_format
from assets.landed.history import Accepted, accepted, last_receipts
from assets.landed.limits import DRIFT_FACTOR
from assets.landed.manifest import Manifest, absent, manifest_of, reconcile, reconcile_digest
from assets.landed.naming import Arrival, arrivals, extract_of
from assets.landed.reasons import NotTaken, Unaccounted, sentence
from assets.landed.sheets import read_sheet
from assets.landed.store import Receipt, keep, receipt_of, set_aside, stored
from schemas.contract import Extract
from schemas.landed import Delivery, QuarantinedRow

if TYPE_CHECKING:
    from assets.workspace import Workspace, Written


def land(ws: Workspace, released: Collection[str] = ()) -> Written:
    """Land every file of `inbox/<ws.batch>`; `released` are SHA-256 of held files that a person let through.

    Writes landed.delivery, landed.quarantined_row and the content of accepted files. No input stops it: a file that
    cannot be taken becomes a row with its reason.
    """
    if ws.inbox is None:
        raise ValueError("there is no inbox to land from")
    known = accepted(ws, is_inclusive=False)
    rows: list[dict[str, Any]] = []
    manifests: dict[Path, Manifest | NotTaken | None] = {}
    found = list(arrivals(ws.inbox, ws.batch))
    for arrival in found:
        folder = arrival.path.parent
        if folder not in manifests:
            manifests[folder] = None if arrival.department == "-" else _manifest(folder)
        row = _taken(ws, arrival, manifests[folder], known, set(released))
        rows.append(row)
    rows += _absent(ws, found)
    schema = {name: kind for name, kind in Delivery.polars_schema().items() if name != "batch"}
    ws.write_frame(quarantined(ws, rows), QuarantinedRow)
    return ws.write_frame(pl.DataFrame(rows, schema=schema), Delivery)


def _taken(
    ws: Workspace,
    arrival: Arrival,
    manifest: Manifest | NotTaken | None,
    known: dict[str, list[Accepted]],
    released: set[str],
) -> dict[str, Any]:
    """Take in one file; its row of landed.delivery."""
    row = _row(arrival.department, arrival.file_name)
    try:
        contract = extract_of(arrival, ws.catalogue)
        row["extract"] = contract.extract
        content, row["file_sha256"] = read_regular(arrival.path)
        digest, extension = row["file_sha256"], arrival.path.suffix[1:].lower()
        refuse_other_format(content, extension)
        is_released = digest in released
        entry = manifest.entry(arrival.path.name) if isinstance(manifest, Manifest) else None
        reconcile_digest(entry, digest)
        receipt = stored(ws.state, contract, digest) or _read(ws, content, digest, contract, extension)
        row |= {"encoding": receipt.encoding, "columns_undeclared": receipt.undeclared}
        row["columns_missing"] = list(receipt.missing)
        if not is_released:
            if isinstance(manifest, NotTaken):
                raise manifest
            if manifest is not None and entry is None:
                raise NotTaken("H03_not_in_manifest")
            reconcile(entry, receipt, contract)
        if any(file.sha256 == digest for file in known.get(contract.extract, [])):
            return row | _redelivered(receipt.account, arrival.file_name)
        if not is_released:
            _refuse_drift(receipt, last_receipts(ws, contract.extract, known), contract)
    except NotTaken as not_taken:
        text = sentence(arrival.file_name, not_taken.code, not_taken.detail)
        return row | {"decision": not_taken.decision, "reason_code": not_taken.code, "reason": text}
    known.setdefault(contract.extract, []).append(Accepted(ws.batch, arrival.file_name, digest, "accepted"))
    code, detail = receipt.note or (None, "")
    return row | {
        "decision": "accepted",
        "reason_code": code,
        "reason": sentence(arrival.file_name, code, detail) if code else None,
        **_counts(receipt.account),
    }


def _read(ws: Workspace, content: bytes, digest: str, contract: Extract, extension: str) -> Receipt:
    """Read a file by its extension and keep its rows."""
    encoding = extension
    try:
        if extension == "xlsx":
            intake = read_sheet(content, contract)
        elif extension == "parquet":
            intake = read_columnar(content, contract)
        else:
            intake, encoding = read_delimited(content, contract)
        landing = settled(intake)
    except pl.exceptions.PolarsError as error:
        # the text of such an error holds cells
        raise Unaccounted(f"{contract.extract}: {type(error).__name__}") from None
    receipt = receipt_of(landing, contract, intake.binding, encoding)
    keep(ws.state, contract, digest, landing, receipt)
    return receipt


def _refuse_drift(receipt: Receipt, before: list[Receipt], contract: Extract) -> None:
    """Hold a file whose typical amount is of another order of magnitude than last time: fen for yuan, wan for yuan."""
    for column in contract.columns:
        now = abs(receipt.medians.get(column.term, 0))
        then = [abs(earlier.medians[column.term]) for earlier in before if column.term in earlier.medians]
        if now and then and not min(then) < now * DRIFT_FACTOR < max(then) * DRIFT_FACTOR * DRIFT_FACTOR:
            raise NotTaken("H02_unit_drift", column.name)


def _absent(ws: Workspace, found: list[Arrival]) -> list[dict[str, Any]]:
    """Rows for files that a manifest names and that are not there."""
    rows: list[dict[str, Any]] = []
    if ws.inbox is None or not (ws.inbox / ws.batch).is_dir():
        return rows
    for folder in sorted((ws.inbox / ws.batch).iterdir(), key=lambda path: path.name):
        if folder.name.startswith(".") or folder.is_symlink() or not folder.is_dir():
            continue
        manifest = _manifest(folder)
        if not isinstance(manifest, Manifest):
            continue
        present = {arrival.path.name for arrival in found if arrival.path.parent == folder}
        for name in absent(manifest, present):
            text = sentence(name, "H04_absent_file")
            absent_row = _row(folder.name, name)
            rows.append(absent_row | {"decision": "held", "reason_code": "H04_absent_file", "reason": text})
    return rows


def _manifest(folder: Path) -> Manifest | NotTaken | None:
    try:
        return manifest_of(folder)
    except NotTaken as damaged:
        return damaged


def quarantined(ws: Workspace, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """landed.quarantined_row for rows of landed.delivery, from what was set aside when the files were read."""
    aside = {name: kind for name, kind in QuarantinedRow.polars_schema().items() if name != "batch"}
    found = (_quarantined(ws, row) for row in rows if row["decision"] == "accepted" and row["rows_quarantined"])
    return pl.concat([pl.DataFrame(schema=aside), *found], how="vertical_relaxed")


def _quarantined(ws: Workspace, row: Mapping[str, Any]) -> pl.DataFrame:
    frame = set_aside(ws.state, row["extract"], row["file_sha256"])
    return frame.select(
        pl.lit(row["department"]).alias("department"),
        pl.lit(row["extract"]).alias("extract"),
        pl.lit(row["file_name"]).alias("file_name"),
        pl.col("row_number").cast(pl.Int32),
        "reason_code",
        "column_name",
        "row_text",
    )


def _row(department: str, file_name: str) -> dict[str, Any]:
    empty = {name: None for name in Delivery.polars_schema() if name != "batch"}
    return empty | {"department": department, "file_name": file_name, **_counts(Account(0, 0, 0, 0, 0, 0))}


def _counts(account: Account) -> dict[str, int]:
    return {f"rows_{name}": count for name, count in account._asdict().items()}


def _redelivered(account: Account, file_name: str) -> dict[str, Any]:
    """The same bytes again: every row of it is a duplicate of what is there."""
    again = account.accepted + account.quarantined + account.duplicate
    counts = _counts(account._replace(accepted=0, quarantined=0, duplicate=again))
    code = "R01_redelivered"
    return {"decision": "redelivered", "reason_code": code, "reason": sentence(file_name, code), **counts}
