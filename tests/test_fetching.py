"""Fetches: what their log shows in reality and in each false world. Scaled to milliseconds."""

import asyncio
from typing import Any

import pytest

from gilclaims_guide import fetching

SCALE = 0.05


def facts_with(gather: fetching.Gather, sleep: fetching.Sleep) -> dict[str, Any]:
    """Run the fetches once and return what was seen."""
    return dict(asyncio.run(fetching.fetch_all(gather, sleep, scale=SCALE)).facts)


def test_in_reality_all_start_at_once_and_finish_by_length() -> None:
    facts = facts_with(fetching.gather, fetching.sleep)
    assert facts["started before any was done"] == 3
    assert facts["finished"] == ["B", "A", "C"]
    assert facts["results"] == ["A", "B", "C"]
    assert facts["threads"] == 1
    assert facts["started during A's wait"] == ["B", "C"]
    assert facts["waiting at once"] == 3


@pytest.mark.parametrize(
    ("gather", "sleep", "name", "value"),
    [
        (fetching.gather_one_by_one, fetching.sleep, "started before any was done", 1),
        (fetching.gather_one_by_one, fetching.sleep, "finished", ["A", "B", "C"]),
        (fetching.gather_one_by_one, fetching.sleep, "waiting at once", 1),
        (fetching.gather_as_completed, fetching.sleep, "results", ["B", "A", "C"]),
        (fetching.gather_in_threads, fetching.sleep, "threads", 3),
        (fetching.gather, fetching.sleep_blocking, "started during A's wait", []),
        (fetching.gather, fetching.sleep_blocking, "waiting at once", 1),
    ],
)
def test_each_false_world_shows_in_the_log(
    gather: fetching.Gather, sleep: fetching.Sleep, name: str, value: object
) -> None:
    assert facts_with(gather, sleep)[name] == value


def test_the_first_round_is_literal_and_the_rest_are_scaled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "WAITS", {"A": 0.02, "B": 0.01, "C": 0.03})
    fetches = fetching.Fetches(fetching.gather, fetching.sleep)

    async def longest_waits() -> list[float]:
        return [(await fetches()).facts["longest wait"] for _ in range(3)]

    assert asyncio.run(longest_waits()) == pytest.approx([0.03, 0.03 * fetching.SCALE, 0.03 * fetching.SCALE])
