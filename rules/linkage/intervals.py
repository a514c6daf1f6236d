"""Intervals for a rate among records that are there, told by tests on others: sampling error and their own chance."""

from __future__ import annotations

from math import exp, lgamma

MOST = 2_000
"""Records beyond this many add less to an interval than its rounding."""


def predictive(rate: float, tests: float, records: float, tail: float = 0.025) -> tuple[float, float]:
    """Central interval of the share among `records`, where `tests` (effective) gave `rate`: beta-binomial, Jeffreys.

    `tests` and `records` may be broken numbers: effective sizes of weighted samples. Rounded to four decimals.

    >>> predictive(1.0, 100, 50)
    (0.96, 1.0)
    """
    size = max(1, min(MOST, round(records)))
    a, b = rate * tests + 0.5, (1 - rate) * tests + 0.5
    whole = lgamma(size + 1) + lgamma(a + b) - lgamma(a) - lgamma(b) - lgamma(size + a + b)
    below, low, high = 0.0, None, size
    for count in range(size + 1):
        terms = lgamma(count + a) + lgamma(size - count + b) - lgamma(count + 1) - lgamma(size - count + 1)
        below += exp(whole + terms)
        if low is None and below > tail:
            low = count
        if below >= 1 - tail:
            high = count
            break
    return round((low or 0) / size, 4), round(high / size, 4)
