"""The JSON Schema of an answer: real answers are held against it, and what a reader could not rely on is refused."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pytest_gilclaims.asking.inquiry import LINES, Inquiry, told
from pytest_gilclaims.report.answer_schema import answer_schema
from tests.answers import SCHEMA, VALIDATOR, an_answer, ask, held
from tests.commands import gilclaims

KINDS = {
    "does": ["computes", "waits", "both"],
    "lock": ["keeps", "releases", "off"],
    "gain": ["gains", "nothing", "slower"],
}


def test_the_schema_is_one_and_is_printed() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    outcome = gilclaims("ask", "--json-schema")
    assert (outcome.returncode, outcome.stdout) == (0, answer_schema())


def test_the_schema_names_what_can_be_decided() -> None:
    assert SCHEMA["properties"]["does"]["enum"] == [*KINDS["does"], None]
    assert SCHEMA["properties"]["lock"]["enum"] == [*KINDS["lock"], None]
    assert SCHEMA["$defs"]["gain"]["properties"]["gain"]["enum"] == [*KINDS["gain"], None]
    assert all(re.search(SCHEMA["properties"]["why"]["propertyNames"]["pattern"], name) for name in LINES)


def test_an_answer_about_a_call_that_is_too_short_keeps_to_it() -> None:
    assert ask("--budget=1", "1")["threads"]["gain"] is None


NUMBERS = st.floats(min_value=0, max_value=100)
INTERVALS: dict[str, st.SearchStrategy[Any]] = {
    "low": st.none() | NUMBERS,
    "estimate": st.none() | NUMBERS,
    "high": st.none() | NUMBERS,
}
GAINS = st.fixed_dictionaries({"gain": st.sampled_from([*KINDS["gain"], None]), "at_once": st.booleans(), **INTERVALS})
FOUND = st.fixed_dictionaries(
    {
        "stage": st.just("threads: round 3, 10% of the evidence"),
        "seconds_of_call": NUMBERS,
        "awaited": st.booleans(),
        "interpreter": st.just("CPython 3.13.15, GIL on"),
        "machine": st.fixed_dictionaries(
            {"cores_usable": st.integers(1, 64), "cores": st.integers(1, 64)}, optional={"gain": st.none() | NUMBERS}
        ),
        "load": st.none() | NUMBERS,
        "seconds": NUMBERS,
    },
    optional={
        "does": st.sampled_from([*KINDS["does"], None]),
        "lock": st.sampled_from([*KINDS["lock"], None]),
        "cores": st.fixed_dictionaries(INTERVALS),
        "threads": GAINS,
        "processes": GAINS,
        "loop": GAINS,
        "sending": NUMBERS,
    },
)
"""What an examination may have written by the time at which it ends."""


@given(FOUND, st.booleans(), st.booleans())
def test_whatever_was_found_out_makes_an_answer_that_keeps_to_it(
    found: dict[str, Any], shared: bool, complete: bool
) -> None:
    decided = {name: found[name]["gain"] if isinstance(found.get(name), dict) else found.get(name) for name in LINES}
    why = {name: "not decided" for name in LINES if decided[name] is None and (complete or name in found)}
    answer = held(told(Inquiry(text="work()", shared=shared), {**found, "why": why, "complete": complete}, []))
    said = {name: answer[name]["gain"] if name in ("threads", "processes", "loop") else answer[name] for name in LINES}
    assert said == decided


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"does": "sleeps"}, "$.does"),
        ({"lock": True}, "$.lock"),
        ({"does": None}, "$.why"),
        ({"threads": None, "why": {"lock": "…"}}, "$.why"),
        ({"processes": "gains much"}, "$.processes.gain"),
        ({"why": {"weather": "rain"}}, "$.why"),
        ({"workers": 1}, "$.workers"),
        ({"advice": ""}, "$.advice"),
    ],
)
def test_what_a_reader_could_not_rely_on_is_refused(change: dict[str, Any], place: str) -> None:
    right = an_answer(threads="gains", processes="gains") | {"advice": "threads"}
    assert VALIDATOR.is_valid(right)
    wrong = {**right, **{name: value for name, value in an_answer(**change).items() if name in change}}
    assert place in {error.json_path for error in VALIDATOR.iter_errors({**wrong, "advice": change.get("advice", "-")})}
