"""Rows for pytest-benchmark: one an arm, recorded once, at the end of the run."""

from collections.abc import Iterable
from typing import Any

import pytest

from pytest_gilclaims.lab.race import Race


class ReplayTimer:
    """A clock that returns durations measured before: each pair of readings lies one of them apart."""

    __name__ = "replay of measured rounds"

    def __init__(self, durations: Iterable[float]) -> None:
        self._readings = iter([reading for duration in durations for reading in (0.0, duration)])

    def __call__(self) -> float:
        return next(self._readings)


def record_rows(config: pytest.Config, races: Iterable[tuple[Race, pytest.Item]]) -> None:
    """Hand every arm's durations to pytest-benchmark, if it is there and records.

    races: each with an item that asked for it. Names depend on experiment and arm alone, so that two
    runs can be compared whatever was selected. pytest-benchmark has no public way to record several rows, or
    durations measured elsewhere: the fixture's constructor and `pedantic` with a timer of our own are the nearest.
    """
    session: Any = config.pluginmanager.get_plugin("pytest-benchmark")
    session = getattr(config, "_benchmarksession", None) if session is not None else None
    if session is None or session.disabled or session.skip:
        return
    from pytest_benchmark.fixture import BenchmarkFixture
    from pytest_benchmark.utils import NameWrapper

    for race, item in races:
        for arm in race.arms:
            durations = [seen[arm].wall for seen in race.rounds]
            if not durations:
                continue
            row = BenchmarkFixture(
                item,
                add_stats=session.benchmarks.append,
                logger=session.logger,
                warner=item.warn,
                disabled=False,
                **{**session.options, "timer": NameWrapper(ReplayTimer(durations)), "cprofile": False},
            )
            row.name, row.fullname = f"{race.name}: {arm}", f"gilclaims::{race.name}::{arm}"
            row.group, row.param, row.params = race.name, arm, {"arm": arm}
            row.pedantic(lambda: None, rounds=len(durations))
