"""The secret key of an office: made once, kept in a file that only its owner may read, never shown."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from pipelines.privacy.permissions import OWNER_FILE, is_private_to_owner, owner_folder

LENGTH = 32


class KeyRefused(ValueError):
    """The key cannot be used. One sentence that names the file and the reason, never the key."""


class Key(bytes):
    """32 secret bytes. Printing one shows nothing; `for_use` derives what each use works with."""

    def __repr__(self) -> str:
        return "Key(not shown)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def for_use(self, use: str) -> bytes:
        """32 bytes for one use ("vault", "audit", …): who learns one of them learns no other."""
        return hmac.new(self, f"hedui/{use}".encode(), hashlib.sha256).digest()

    def fingerprint(self) -> str:
        """Tells two keys apart and reveals neither: 16 hex digits, may be published."""
        return self.for_use("fingerprint").hex()[:16]


def load_or_make(state: Path, key_file: Path | None = None) -> Key:
    """The key in `key_file`, else the one in `state/key`, which is made where there is none.

    Raises:
        KeyRefused: no such key file, not a plain file, readable by others than its owner, or not 32 bytes long.
    """
    if key_file is not None:
        return _load(key_file)
    path = owner_folder(state) / "key"
    if not path.exists() and not path.is_symlink():
        _make(path)
    return _load(path)


def _load(path: Path) -> Key:
    if path.is_symlink() or not path.is_file():
        raise KeyRefused(f"密钥 {path}: 没有这个普通文件")
    if not is_private_to_owner(path):
        raise KeyRefused(f"密钥 {path}: 别人也能读;先 chmod 600,并考虑是否已经外泄")
    try:
        content = path.read_bytes()
    except PermissionError:
        raise KeyRefused(f"密钥 {path}: 当前用户没有权限读") from None
    if len(content) != LENGTH:
        raise KeyRefused(f"密钥 {path}: 有 {len(content)} 字节,密钥应为 {LENGTH} 字节")
    return Key(content)


def _make(path: Path) -> None:
    """Write the key aside and link it into place: a run that is killed here leaves no half key."""
    aside = path.with_name(f".key.{os.getpid()}")
    aside.unlink(missing_ok=True)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE)
    try:
        os.write(handle, secrets.token_bytes(LENGTH))
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    finally:
        aside.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
