"""Person and household ids: a keyed code of what anchors a person, stable across runs, meaningless without the key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import polars as pl

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for a digit."""
LENGTH = 11
_BLOCK = 64


def issue(key: bytes, prefix: str, anchors: Sequence[str]) -> pl.Series:
    """`prefix` and eleven characters for each of different anchors: HMAC-SHA256, first 55 bits.

    Where two anchors share a code, the one that comes later in the alphabet is coded again with a suffix until all
    differ, so the result depends on the set of anchors only.
    """
    codes = _codes(key, anchors)
    while True:
        if len(np.unique(codes)) == len(codes):
            return _text(prefix, codes)
        anchors = list(anchors)
        order = np.array(sorted(range(len(anchors)), key=lambda place: (int(codes[place]), anchors[place])))
        twice = order[1:][codes[order][1:] == codes[order][:-1]]
        for place in twice.tolist():
            anchors[place] += "#"
        codes[twice] = _codes(key, [anchors[place] for place in twice.tolist()])


def _codes(key: bytes, anchors: Sequence[str]) -> np.ndarray:
    """First 55 bits of the HMAC-SHA256 of each anchor."""
    padded = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))
    digests = bytearray()
    for anchor in anchors:
        within, around = inner.copy(), outer.copy()
        within.update(anchor.encode())
        around.update(within.digest())
        digests += around.digest()[:8]
    return np.frombuffer(bytes(digests), dtype=">u8").astype(np.uint64) >> np.uint64(9)


def _text(prefix: str, codes: np.ndarray) -> pl.Series:
    shifts = np.arange(5 * (LENGTH - 1), -1, -5, dtype=np.uint64)
    letters = np.array(list(ALPHABET), dtype="U1")[((codes[:, None] >> shifts) & np.uint64(31)).astype(np.int64)]
    joined = np.ascontiguousarray(letters).view(f"U{LENGTH}").reshape(len(codes))
    return prefix + pl.Series(joined.tolist(), dtype=pl.String)
