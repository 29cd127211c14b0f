"""Rows for pytest-benchmark: one an arm, recorded once, at the end of the run."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from pytest_gilclaims.instruments.race import Race
from pytest_gilclaims.instruments.world import reality


class ReplayTimer:
    """A clock that returns durations measured before: each pair of readings lies one of them apart."""

    __name__ = "replay of measured rounds"

    def __init__(self, durations: Iterable[float]) -> None:
        self._readings = iter([reading for duration in durations for reading in (0.0, duration)])

    def __call__(self) -> float:
        return next(self._readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An experiment in the world that it was run in, with the first item that asked for it."""

    race: Race
    world: str
    item: pytest.Item

    @property
    def title(self) -> str:
        """Name it alike in every run, whatever was selected; rows of a false world are not to be held against ours."""
        return self.race.name if self.world == reality.name else f"{self.race.name} in {self.world}"


def record_rows(config: pytest.Config, experiments: Iterable[Measured]) -> None:
    """Hand every arm's durations to pytest-benchmark, if it is there and records.

    pytest-benchmark has no public way to record several rows, or durations measured elsewhere: the fixture's
    constructor and `pedantic` with a timer of our own are the nearest.
    """
    session: Any = config.pluginmanager.get_plugin("pytest-benchmark")
    session = getattr(config, "_benchmarksession", None) if session is not None else None
    if session is None or session.disabled or session.skip:
        return
    from pytest_benchmark.fixture import BenchmarkFixture
    from pytest_benchmark.utils import NameWrapper

    for measured in experiments:
        for arm in measured.race.arms:
            durations = [seen[arm].wall for seen in measured.race.rounds]
            if not durations:
                continue
            row = BenchmarkFixture(
                measured.item,
                add_stats=session.benchmarks.append,
                logger=session.logger,
                warner=measured.item.warn,
                disabled=False,
                **{**session.options, "timer": NameWrapper(ReplayTimer(durations)), "cprofile": False},
            )
            row.name, row.fullname = f"{measured.title}: {arm}", f"gilclaims::{measured.title}::{arm}"
            row.group, row.param, row.params = measured.title, arm, {"arm": arm}
            row.pedantic(lambda: None, rounds=len(durations))
