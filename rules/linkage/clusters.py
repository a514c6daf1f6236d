"""Joining records into persons under constraints: at most one id holder and one register entry, nobody kept apart.

Nodes are integers: positive for the holder of an id, negative for a group of records without one. Reviewers' decisions
stand above every constraint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass
class Clusters:
    """Disjoint sets of nodes. `registered` are the nodes that hold a register entry."""

    registered: frozenset[int] = frozenset()
    refused: list[tuple[int, int]] = field(default_factory=list)
    _parent: dict[int, int] = field(default_factory=dict)
    _register: dict[int, bool] = field(default_factory=dict)
    _apart: dict[int, set[int]] = field(default_factory=dict)

    def find(self, node: int) -> int:
        """Representative of a node: the largest id in the set, so that an id holder represents its records."""
        root = node
        while (above := self._parent.get(root, root)) != root:
            root = above
        while (above := self._parent.get(node, node)) != root:
            self._parent[node] = root
            node = above
        return root

    def keep_apart(self, one: int, other: int) -> bool:
        """Never join two nodes; False where they are joined already."""
        a, b = self.find(one), self.find(other)
        if a == b:
            return False
        self._apart.setdefault(a, set()).add(b)
        self._apart.setdefault(b, set()).add(a)
        return True

    def may_join(self, one: int, other: int) -> bool:
        """Whether joining two nodes breaks no constraint."""
        a, b = self.find(one), self.find(other)
        if a == b:
            return True
        if b in self._apart.get(a, ()):
            return False
        return not (a > 0 and b > 0) and not (self._has_register(a) and self._has_register(b))

    def is_kept_apart(self, one: int, other: int) -> bool:
        """Whether a decision keeps two nodes apart."""
        return self.find(other) in self._apart.get(self.find(one), ())

    def join(self, one: int, other: int, is_decided: bool = False) -> bool:
        """Join two nodes if no constraint forbids it (a reviewer's decision needs no leave); False where refused."""
        a, b = self.find(one), self.find(other)
        if a == b:
            return True
        if not is_decided and not self.may_join(a, b):
            self.refused.append((one, other))
            return False
        if a < b:
            a, b = b, a
        register = self._has_register(a) or self._has_register(b)
        self._parent[b] = a
        self._register[a] = register
        for foreign in self._apart.pop(b, set()):
            self._apart.setdefault(a, set()).add(foreign)
            self._apart[foreign].discard(b)
            self._apart[foreign].add(a)
        return True

    def _has_register(self, root: int) -> bool:
        return self._register.get(root, root in self.registered)

    def members(self, nodes: Iterable[int]) -> Mapping[int, int]:
        """Representative of each of the nodes."""
        return {node: self.find(node) for node in nodes}
