"""The public names: which they are, that each loads, and how they are called."""

import inspect
import subprocess
import sys

import pytest

import pytest_gilclaims

CALLED = {
    "GIL_OFF": "",
    "GIL_ON": "",
    "TWO_CORES": "",
    "AsyncJudge": "proceedings",
    "Build": "*, executable, version, banner, free_threaded, configure, compiler",
    "Condition": "*, name, test, otherwise, options, parts",
    "Criterion": "",
    "Experiment": "race, *, asked, world",
    "Judge": "proceedings",
    "Lab": "bench, host, world, experiments",
    "Lane": "*, begun, ended, runs, cpu, switches, queued, lock_on, pid, thread",
    "Observation": "*, wall, cpu, queued, switches, overlap, lanes, facts",
    "Outcome": "*, ended, status, seconds, most_processes, stdout, stderr, kept",
    "Question": "*, build, arguments, trial, refuted_in, holds_in, needs",
    "Race": "name, arms, *, warm_up, seed",
    "Unavailable": "",
    "Watch": "",
    "World": "name, summary, instead",
    "blocks_the_loop": "function, *, own, shared, longer_than",
    "claim": "id, *, refuted_in, holds_in, without_world, expect, needs",
    "computes": "function, *, own, shared",
    "every": "*parts",
    "holds": "",
    "never": "criterion",
    "refuted": "",
    "releases_the_lock": "function, *, own, shared",
    "scales": "function, *, own, shared, workers",
    "since": "major, minor",
    "stays_free_threaded": "code",
    "waits": "function, *, own, shared",
}
"""How each is called: its parameters, in their order."""

OFFERED = {
    "Lab": (
        "experiment given host in_crowd in_processes in_team_of_processes in_threads map_in_processes run_script "
        "running share workers"
    ),
    "Lane": "begun cpu ended lock_on overlaps pid queued runs switches thread watch watching",
    "Observation": (
        "at_once_for cores cores_awaited cpu facts lanes most_at_once of of_looks overlap queued queued_beside "
        "switches use_of_cores wall"
    ),
    "Experiment": (
        "cores cores_wanted cost count fact fastest measured overlap sooner speedup switches switches_in_a_round"
    ),
    "Condition": "name options otherwise package parts platform test unmet_on",
    "Build": (
        "at banner compiler configure executable free_threaded is_built_as is_twin_of named options python this version"
    ),
    "Watch": "lane",
}
"""What some of them offer."""


def parameters_of(public: object) -> str:
    """Write the parameters of something, the first of those that are given by name alone behind a star."""
    try:
        parameters = list(inspect.signature(public).parameters.values())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ""
    first = next((each.name for each in parameters if each.kind is each.KEYWORD_ONLY), None)
    words = [f"*{each.name}" if each.kind is each.VAR_POSITIONAL else each.name for each in parameters]
    return ", ".join(word for name in words for word in (("*", name) if name == first else (name,)))


def test_the_public_names_are_listed_once_and_sorted() -> None:
    assert list(CALLED) == pytest_gilclaims.__all__ == list(pytest_gilclaims._HOMES)
    assert set(pytest_gilclaims.__all__) <= set(dir(pytest_gilclaims))


@pytest.mark.parametrize("name", CALLED)
def test_a_public_name_loads_and_is_called_as_ever(name: str) -> None:
    assert parameters_of(getattr(pytest_gilclaims, name)) == CALLED[name]


@pytest.mark.parametrize("name", OFFERED)
def test_a_public_name_offers_what_it_did(name: str) -> None:
    offered = sorted(each for each in vars(getattr(pytest_gilclaims, name)) if not each.startswith("_"))
    assert " ".join(offered) == OFFERED[name]


def test_a_name_that_is_not_public_is_told() -> None:
    with pytest.raises(AttributeError, match="module 'pytest_gilclaims' has no attribute 'nothing'"):
        _ = pytest_gilclaims.nothing


def test_to_import_the_package_loads_nothing_else() -> None:
    code = "import sys, pytest_gilclaims; print([name for name in sys.modules if name.startswith('pytest_gilclaims.')])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
