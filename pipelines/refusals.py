"""Why a command gives no result, as one sentence for a person. Apart, so that asking imports nothing of a run."""

from __future__ import annotations


class BadInput(ValueError):
    """Nothing can be published from this input. `code` for scripts, one sentence for a person."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


class RunFailed(RuntimeError):
    """The input was fine, and still nothing was published. `code` for scripts, one sentence for a person."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)
