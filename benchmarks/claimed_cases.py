"""Calls whose nature is known, as claims: what does not come out as it is known to be is a surprise.

    pytest --claims benchmarks/claimed_cases.py
    pytest --claims-falsify benchmarks/claimed_cases.py

The environment variable GILCLAIMS_CASES names a file of other cases.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.known_calls import known_calls
from pytest_gilclaims import GIL_ON, TWO_CORES, claim, computes, refuted, releases_the_lock, scales, waits

Call = Callable[[], Any]


CALLS = [(known, known.function()) for known in known_calls()]
"""Each call once: claims about the same function share what is measured."""


def only(line: str, *answers: str) -> list[Any]:
    """Return the calls of which a line has one of these answers, and can have no other."""
    return [pytest.param(call, id=known.name) for known, call in CALLS if getattr(known, line) <= set(answers)]


@claim("cases.computes")
@pytest.mark.parametrize("call", only("does", "computes"))
def test_computes(call: Call, judge: Any) -> None:
    """The call keeps a core busy."""
    judge(computes(call))


@claim("cases.waiting-does-not-compute", expect=refuted)
@pytest.mark.parametrize("call", only("does", "waits", "both"))
def test_waiting_does_not_compute(call: Call, judge: Any) -> None:
    """The call keeps a core busy."""
    judge(computes(call))


@claim("cases.waits")
@pytest.mark.parametrize("call", only("does", "waits"))
def test_waits(call: Call, judge: Any) -> None:
    """The call leaves its core idle."""
    judge(waits(call))


@claim("cases.computing-does-not-wait", expect=refuted)
@pytest.mark.parametrize("call", only("does", "computes", "both"))
def test_computing_does_not_wait(call: Call, judge: Any) -> None:
    """The call leaves its core idle."""
    judge(waits(call))


@claim("cases.releases", needs=GIL_ON)
@pytest.mark.parametrize("call", only("lock", "releases"))
def test_releases(call: Call, judge: Any) -> None:
    """The call releases the GIL."""
    judge(releases_the_lock(call))


@claim("cases.keeps", expect=refuted, needs=GIL_ON)
@pytest.mark.parametrize("call", only("lock", "keeps"))
def test_keeps(call: Call, judge: Any) -> None:
    """The call releases the GIL."""
    judge(releases_the_lock(call))


@claim("cases.gains", needs=TWO_CORES)
@pytest.mark.parametrize("call", only("threads", "gains"))
def test_gains(call: Call, judge: Any) -> None:
    """Threads that make the call gain at least half of what this machine gives to processes."""
    judge(scales(call))


@claim("cases.gains-nothing", expect=refuted, needs=TWO_CORES)
@pytest.mark.parametrize("call", only("threads", "nothing", "slower"))
def test_gains_nothing(call: Call, judge: Any) -> None:
    """Threads that make the call gain at least half of what this machine gives to processes."""
    judge(scales(call))
