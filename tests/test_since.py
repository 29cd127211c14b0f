"""Since when, or where: what is said of verdicts is what they show, and nothing is said where they do not show it."""

import random
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_gilclaims.report.since import Seen, since


def seen(version: str, verdict: str = "holds", *, lock_on: bool | None = True, free_threaded: bool = False) -> Seen:
    return Seen(version=version, lock_on=lock_on, free_threaded=free_threaded, verdict=verdict)


def free(version: str, verdict: str = "holds", *, lock_on: bool = False) -> Seen:
    return seen(version, verdict, lock_on=lock_on, free_threaded=True)


NO = "refuted"

cells_of_any_kind = st.builds(
    Seen,
    version=st.builds("3.{}.{}{}".format, st.integers(10, 15), st.integers(0, 2), st.sampled_from(["", "a1", "rc2"])),
    lock_on=st.sampled_from([True, True, False]),
    free_threaded=st.booleans(),
    verdict=st.sampled_from(["holds", NO]),
)
verdicts = st.lists(cells_of_any_kind, max_size=7)
of_one_kind = st.lists(
    st.builds(seen, st.builds("3.{}.0".format, st.integers(9, 16)), st.sampled_from(["holds", NO])), max_size=7
)
no_evidence = st.lists(
    st.builds(seen, st.just("3.11.1"), st.sampled_from(["inconclusive", "not applicable"]), lock_on=st.none())
)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([], ""),
        ([seen("3.11.7"), seen("3.12.1"), free("3.13.15")], ""),
        ([seen("3.11.7"), seen("3.12.1", NO), seen("3.15.2", NO)], "holds until 3.11"),
        ([seen("3.13.15", NO), seen("3.14.10"), seen("3.15.2")], "holds since 3.14"),
        ([seen("3.9.1", NO), seen("3.10.0")], "holds since 3.10"),
        ([seen("3.11.7"), seen("3.14.10", NO)], "holds on 3.11, refuted on 3.14"),
        ([seen("3.15.0a7+"), seen("3.15.0b1", NO)], "holds on 3.15.0a7+, refuted on 3.15.0b1"),
        ([seen("3.11.7"), seen("3.12.1", NO), seen("3.13.15")], ""),
        ([seen("3.13.15"), free("3.13.15", NO), free("3.13.15", lock_on=True)], "refuted where the GIL is off"),
        ([seen("3.13.15"), free("3.13.15", NO), free("3.13.15", NO, lock_on=True)], "refuted on free-threaded builds"),
        ([seen("3.13.15", NO), free("3.13.15")], "holds on free-threaded builds with the GIL off"),
        # A free-threaded 3.13.0 held, so that it changed within 3.13.
        (
            [seen("3.12.0"), seen("3.13.2", NO), free("3.13.0"), free("3.13.1", NO)],
            "holds on 3.12.0, refuted on 3.13.2",
        ),
        # Another version and another build at once: it may be either.
        ([seen("3.13.15"), free("3.14.10", NO)], ""),
        # On 3.13 nobody saw it with the lock on.
        ([seen("3.12.1"), free("3.13.15", NO), seen("3.14.10", NO)], "holds on 3.12, refuted on 3.14"),
        ([seen("3.12.1"), seen("unknown", NO)], ""),
        ([seen("3.12.1"), seen("3.13.1", NO, lock_on=None)], ""),
    ],
)
def test_what_verdicts_depend_on_is_said_where_they_show_it(cells: Sequence[Seen], said: str) -> None:
    assert since(cells) == said


@given(verdicts, no_evidence, st.randoms())
def test_what_is_undecided_makes_no_difference_and_neither_does_the_order(
    cells: list[Seen], undecided: list[Seen], chance: random.Random
) -> None:
    together = [*cells, *undecided]
    chance.shuffle(together)
    assert since(together) == since(cells)


@given(verdicts)
def test_nothing_is_said_without_both_sides(cells: list[Seen]) -> None:
    if len({cell.verdict for cell in cells}) < 2:
        assert since(cells) == ""


@settings(max_examples=300)
@given(st.one_of(of_one_kind, verdicts))
def test_a_version_is_named_only_where_both_sides_of_it_were_seen_and_all_agree(cells: list[Seen]) -> None:
    if found := re.fullmatch(r"holds (since|until) 3\.(\d+)", since(cells)):
        first = int(found[2]) + (found[1] == "until")
        held_before = found[1] == "until"
        for cell in cells:
            assert (cell.verdict == "holds") == ((cell.release[1] < first) == held_before)
        kinds_before = {cell.kind for cell in cells if cell.release[1] == first - 1}
        assert kinds_before & {cell.kind for cell in cells if cell.release[1] == first}


@given(verdicts)
def test_a_build_is_named_only_where_it_alone_tells_the_sides_apart(cells: list[Seen]) -> None:
    said = since(cells)
    for cell in cells:
        if said.endswith("where the GIL is off"):
            assert said.startswith(cell.verdict) == (not cell.lock_on)
        if said.endswith("on free-threaded builds"):
            assert said.startswith(cell.verdict) == cell.free_threaded
    if "build" in said or "lock" in said:
        old, new = ([cell.release for cell in cells if cell.verdict == verdict] for verdict in ("holds", NO))
        assert not max(old) < min(new)
        assert not max(new) < min(old)
