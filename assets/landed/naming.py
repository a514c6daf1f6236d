"""Names of folders and files: which department sent which extract. Nothing is opened here."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from assets.landed.reasons import NotTaken
from schemas.contract import Catalogue, Extract

MANIFEST = "manifest.json"
FORMATS = ("csv", "xlsx", "parquet")
_NAME = re.compile(r"[0-9A-Za-z\u3400-\u9fff][0-9A-Za-z_.\-\u3400-\u9fff]{0,120}")
_PART = re.compile(r"[0-9A-Za-z_.\-\u3400-\u9fff]{1,60}")


class Arrival(NamedTuple):
    """One thing that lies in a department's folder of a batch."""

    department: str
    file_name: str
    path: Path


def arrivals(inbox: Path, batch: str) -> Iterator[Arrival]:
    """Everything delivered in a batch, by department and name; manifests and names that start with a dot are left out.

    A thing that lies beside the department folders is reported under the department "-".
    """
    folder = inbox / batch
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda path: path.name):
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() or not entry.is_dir():
            yield Arrival("-", shown(entry.name), entry)
            continue
        for path in sorted(entry.iterdir(), key=lambda path: path.name):
            if not path.name.startswith(".") and path.name != MANIFEST:
                yield Arrival(shown(entry.name), shown(path.name), path)


def shown(name: str) -> str:
    """A name as it may be shown: what cannot be printed is escaped, so that two names never look alike."""
    return "".join(
        letter
        if letter.isprintable() and unicodedata.category(letter) != "Cf"
        else letter.encode("unicode_escape", "surrogatepass").decode("ascii")
        for letter in name
    )


def extract_of(arrival: Arrival, catalogue: Catalogue) -> Extract:
    """The contract that a file name stands for: the longest extract name it begins with.

    Raises:
        NotTaken: a name out of pattern, not a regular file, an unknown extract, or another department's folder.
    """
    name = arrival.path.name
    if not _NAME.fullmatch(name) or unicodedata.normalize("NFC", name) != name or name.count("..") > 0:
        raise NotTaken("E01_file_name")
    if not stat.S_ISREG(os.lstat(arrival.path).st_mode):
        raise NotTaken("E02_not_regular_file")
    stem, _, extension = name.rpartition(".")
    if extension.lower() not in FORMATS:
        raise NotTaken("E01_file_name")
    fitting = [
        extract
        for extract in catalogue
        if stem == extract or (stem.startswith(extract + "_") and _PART.fullmatch(stem[len(extract) + 1 :]))
    ]
    if not fitting:
        raise NotTaken("E22_extract")
    contract = catalogue[max(fitting, key=len)]
    if contract.department != arrival.path.parent.name:
        raise NotTaken("E21_department", contract.department)
    return contract
