"""Guard scripts: what they are made of, and how their end is read."""

import ast

import pytest

from gilclaims_guide import guard, pool_scripts
from pytest_gilclaims.instruments.contained import Outcome

ERROR = (
    "An attempt has been made to start a process before the\n  current process has finished its bootstrapping phase."
)


def outcome(*, stdout: str = "", stderr: str = "", ended: str = "time limit", status: int | None = None) -> Outcome:
    return Outcome(ended=ended, status=status, seconds=1.0, most_processes=3, stdout=stdout, stderr=stderr)


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("api", pool_scripts.STARTING)
def test_scripts_are_programs_that_differ_in_their_guard_alone(api: str, guarded: bool) -> None:
    text = pool_scripts.Script(method="spawn", api=api, guarded=guarded).written()
    ast.parse(text)
    assert ('if __name__ == "__main__":' in text) == guarded
    assert text.endswith("start_workers()\n")


def test_a_result_is_a_result_even_beside_errors() -> None:
    assert guard.fate(outcome(stdout=f"{pool_scripts.RESULT}\n", stderr=ERROR * 20)) == "came"


def test_workers_that_died_for_three_generations_leave_no_hope() -> None:
    assert guard.fate(outcome(stderr=ERROR * 6, ended="enough was seen")) == "never comes"


def test_a_script_that_ended_without_a_result_has_none() -> None:
    assert guard.fate(outcome(ended="exited", status=1)) == "never comes"


def test_a_script_that_merely_ran_out_of_time_says_nothing() -> None:
    assert guard.fate(outcome(stderr=ERROR)) is None


def test_notes_are_counted_by_who_wrote_them() -> None:
    lines = ["imported-as-__main__ 1 0", "spawning 1 0", "imported-as-__mp_main__ 2 1", "imported-as-__mp_main__ 3 1"]
    facts = guard.observe(outcome(ended="exited", status=0), [guard.noted(line) for line in lines]).facts
    assert (facts["imports"], facts["spawning"], facts["ended"]) == (2, 1, "exited with 0")
    assert facts["generations"] == 2


@pytest.mark.parametrize(
    ("parents", "count"),
    [({}, 0), ({1: 0}, 1), ({1: 0, 2: 1, 3: 1}, 2), ({1: 0, 2: 1, 3: 2}, 3), ({1: 0, 7: 5, 8: 5}, 1)],
)
def test_generations_are_counted_along_the_parents(parents: dict[int, int], count: int) -> None:
    assert guard.generations(parents) == count


def test_where_nothing_is_forbidden_children_start_children_until_a_limit_ends_them() -> None:
    script = pool_scripts.Script(method="spawn", api="Pool", guarded=False, prelude=pool_scripts.nothing_forbidden())
    facts = guard.run_script(script).facts
    assert facts["generations"] >= 3
    assert facts["ended"] == "process limit"
