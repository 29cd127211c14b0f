"""Answers about calls: real ones, which are held against their schema, and invented ones."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from pytest_gilclaims.report.answer_schema import answer_schema
from tests.commands import gilclaims

SCHEMA = json.loads(answer_schema())
VALIDATOR = Draft202012Validator(SCHEMA)


def ask(*arguments: str, cwd: Path | None = None) -> dict[str, Any]:
    """Ask, and return the answer."""
    outcome = gilclaims("ask", "--json", *arguments, cwd=cwd)
    assert outcome.returncode == 0, outcome.stderr
    return held(json.loads(outcome.stdout))


def held(answer: dict[str, Any]) -> dict[str, Any]:
    """Hold an answer against its schema, which leaves out nothing that the answer has."""
    assert [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(answer)] == []
    assert answer.keys() | {"curve"} == SCHEMA["properties"].keys()
    assert answer["machine"].keys() == SCHEMA["properties"]["machine"]["properties"].keys()
    for name in ("threads", "processes", "loop"):
        assert answer[name].keys() == {"gain", "low", "estimate", "high", "at_once"}
    return answer


def an_answer(**changes: Any) -> dict[str, Any]:
    """Invent an answer."""
    nothing = {"gain": None, "low": None, "estimate": None, "high": None, "at_once": False}
    answer: dict[str, Any] = {
        "call": "work()",
        "seconds_of_call": 0.0081,
        "awaited": False,
        "does": "computes",
        "cores": {"low": 0.99, "estimate": 1.0, "high": 1.0},
        "lock": "keeps",
        "workers": 4,
        "threads": dict(nothing),
        "processes": dict(nothing),
        "loop": {**nothing, "gain": "nothing"},
        "sending": 0.0002,
        "why": {},
        "interpreter": "CPython 3.13.15, GIL on",
        "machine": {"cores_usable": 2, "cores": 2, "gain": 1.8},
        "load": 0.1,
        "seconds": 3.0,
    }
    for name, change in changes.items():
        answer[name] = {**answer[name], "gain": change} if name in ("threads", "processes", "loop") else change
    return answer
