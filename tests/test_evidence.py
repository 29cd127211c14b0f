"""Evidence: whatever a fact may be, the record can hold it."""

import json
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.judging.criterion import Standing
from pytest_gilclaims.running.evidence import figure, in_json

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts),
)


@given(
    st.recursive(
        scalars,
        lambda parts: st.lists(parts) | st.tuples(parts, parts) | st.dictionaries(st.integers() | st.text(), parts),
    )
    | st.sets(scalars | st.frozensets(scalars))
)
def test_whatever_is_seen_can_be_written_as_json(value: object) -> None:
    json.dumps(in_json(value), allow_nan=False)


@given(plain)
def test_what_json_holds_stays_as_it_is(value: object) -> None:
    assert in_json(value) == value


@given(st.sets(scalars).flatmap(lambda seen: st.tuples(*[st.permutations(sorted(seen, key=repr))] * 2)))
def test_a_set_is_written_alike_in_whatever_order_it_was_filled(orders: tuple[list[Any], list[Any]]) -> None:
    one, other = orders
    assert repr(in_json(set(one))) == repr(in_json(set(other)))


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ({10, 9, "b", "a"}, [9, 10, "a", "b"]),
        (b"ab", "b'ab'"),
        (PurePosixPath("/tmp/x"), "/tmp/x"),
        (float("inf"), "inf"),
        ((1, {2}), [1, [2]]),
    ],
    ids=repr,
)
def test_a_figure_holds_what_was_seen_and_what_was_looked_for(seen: object, written: object) -> None:
    standing = Standing(
        decision="holds",
        metric=Figure(name="thing", unit="", estimate=seen, bounds=(seen,)),
        nearness=1.0,
        needs_control=False,
        why="",
    )
    kept = json.loads(json.dumps(asdict(figure(standing))))
    assert (kept["estimate"], kept["bounds"]) == (written, [written])
