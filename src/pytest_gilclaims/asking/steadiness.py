"""Steadiness: whether a machine gives to the same arithmetic in each round what it gave in the others."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

OFF = 0.2
"""A gain that differs from the usual one by a larger part of it is off."""

OFTEN = 0.1
"""A machine that is off in a larger part of the rounds is unsteady: a quiet one differs by a few hundredths."""


def rounds_off(gains: Sequence[float]) -> int:
    """Count the rounds in which a machine's gain was not the usual one."""
    usual = median(gains) if gains else 0.0
    return sum(abs(gain - usual) > OFF * usual for gain in gains)


def unsteadiness(gains: Sequence[float]) -> str:
    """Say how often a machine's gain was not the usual one, if that was often; else nothing."""
    off = rounds_off(gains)
    if off <= OFTEN * len(gains):
        return ""
    return f"the machine was unsteady: its gain was off by more than {OFF:.0%} in {off} of {len(gains)} rounds"
