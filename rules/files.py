"""Where rule files are found: the shipped folder, with a bureau's folder laid over it (same relative path wins)."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from schemas.faults import file_fault
from schemas.shipped import BROUGHT, shipped


class RulebookError(ValueError):
    """A rule file is wrong. One clear sentence that names the file, the key and the reason."""

    def __init__(self, file: str, key: str | None, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"rules/{file}{f': {key}' if key else ''}: {reason}")


SUFFIXES = (".toml", ".sql", ".csv")


@dataclass(frozen=True)
class RuleFiles:
    """Read access to rule files by their path under `rules/`, e.g. "verification/items/income_pension.sql"."""

    bureau: Path | None = None

    def _folders(self) -> list[Path]:
        overlay = [self.bureau / "rules"] if self.bureau is not None and (self.bureau / "rules").is_dir() else []
        return [*overlay, shipped("rules", self.bureau)]

    def path(self, relative: str) -> Path:
        """The file in force for a relative path.

        Raises:
            RulebookError: there is no such rule file.
        """
        for folder in self._folders():
            if (folder / relative).is_file():
                return folder / relative
        raise RulebookError(relative, None, "没有这个规则文件")

    @property
    def is_laid_over(self) -> bool:
        """True where a bureau's rules lie over others."""
        return len(self._folders()) > 1

    def is_own(self, relative: str) -> bool:
        """True where the file in force is the bureau's."""
        return self.bureau is not None and (self.bureau / "rules" / relative).is_file()

    def text(self, relative: str) -> str:
        try:
            return self.path(relative).read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise RulebookError(relative, None, file_fault(error)) from None

    def toml(self, relative: str) -> dict[str, Any]:
        """A whole TOML file in force: entries of a bureau's file replace shipped entries of the same key."""
        merged: dict[str, Any] = {}
        for folder in reversed(self._folders()):
            path = folder / relative
            if path.is_file():
                try:
                    merged.update(tomllib.loads(path.read_text(encoding="utf-8")))
                except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                    raise RulebookError(relative, None, file_fault(error)) from None
        return merged

    def beneath(self) -> RuleFiles:
        """The shipped files alone, without the bureau's rules."""
        brought = self.bureau if self.bureau is not None and (self.bureau / BROUGHT).is_dir() else None
        return _Shipped(brought)

    def list(self, folder: str, suffix: str) -> list[str]:
        """Relative paths of all files below `folder` that end in `suffix`, shipped and overlaid, sorted."""
        found: set[str] = set()
        for root in self._folders():
            base = root / folder
            if base.is_dir():
                found.update(PurePosixPath(path.relative_to(root)).as_posix() for path in base.rglob(f"*{suffix}"))
        return sorted(found)

    def digest(self) -> str:
        """SHA-256 over every rule file in force, by relative path and content."""
        total = hashlib.sha256()
        for relative in sorted({path for suffix in SUFFIXES for path in self.list("", suffix)}):
            for folder in self._folders():
                path = folder / relative
                if path.is_file():
                    total.update(relative.encode() + b"\0" + path.read_bytes() + b"\0")
        return total.hexdigest()


@dataclass(frozen=True)
class _Shipped(RuleFiles):
    def _folders(self) -> list[Path]:
        return [shipped("rules", self.bureau)]
