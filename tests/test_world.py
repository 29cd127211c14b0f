"""Worlds: what stands in for what, and that nothing stands in for what nobody asks for."""

import time

import pytest

from pytest_gilclaims import Lab, Observation, Race, World
from pytest_gilclaims.asking.experiments import Experiments
from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.facts.interpreter import this_interpreter
from pytest_gilclaims.facts.machine import this_machine
from pytest_gilclaims.instruments.bench import Bench
from pytest_gilclaims.instruments.world import reality
from pytest_gilclaims.testing import MakeClaims
from tests.toys import TRUE_CLAIM

HOST = Host(interpreter=this_interpreter(), machine=this_machine())


def wait(seconds: float) -> None:
    """Wait."""


def hurry(seconds: float) -> None:
    """Do not wait."""


def work() -> None:
    """Work."""


def rest() -> None:
    """Do not work."""


hasty = World("hasty", "nobody waits", {wait: hurry})
lazy = World("lazy", "nobody works", {work: rest})


def waits(lab: Lab) -> Race:
    call = lab[wait]
    return Race("waits", {"arm": lambda: Observation(wall=0.0, facts={"call": call})})


def test_what_is_real_is_its_own_key() -> None:
    assert hasty[wait] is hurry
    assert hasty[work] is work
    assert reality[wait] is wait


def test_a_stand_in_is_called_as_what_it_stands_in_for() -> None:
    with pytest.raises(TypeError, match=r"world 'odd': rest\(\) cannot stand in for wait\(seconds\): give it the same"):
        World("odd", "work is a wait", {wait: rest})


def test_what_does_not_tell_its_parameters_is_taken_as_it_is() -> None:
    assert World("still", "nobody sleeps", {time.sleep: lambda _: None})[time.sleep] is not time.sleep


def test_an_experiment_is_one_in_all_worlds_that_give_it_the_same() -> None:
    experiments = Experiments()
    with Bench() as bench:
        here, there, elsewhere = (
            Lab(bench, HOST, world, experiments).experiment(waits) for world in (reality, lazy, hasty)
        )
    assert here is there
    assert here is not elsewhere
    assert here.asked == {wait}
    assert [experiment.world for experiment in experiments] == ["reality", "hasty"]


def test_a_world_that_changes_nothing_that_is_asked_for_is_an_error_at_once(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    idle = """
def works():
    pass


IDLE = World("idle", "nobody works", {works: three})
"""
    make_claims(idle + TRUE_CLAIM.replace("=FALSE", "=IDLE"))
    result = pytester.runpytest("--claims", "test_toys.py")
    told = "world 'idle' replaces nothing that experiment 'toy' takes from its lab: it takes three"
    result.stdout.fnmatch_lines([f"*ValueError: {told}*"])
    assert result.ret == 1


def test_two_worlds_of_one_name_are_refused(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    other = '\nOTHER = World("three_is_four", "three is five", {three: lambda: 5})\n'
    make_claims(
        TRUE_CLAIM, other + TRUE_CLAIM.replace("-three", "-3").replace("is_three", "is_3").replace("FALSE", "OTHER")
    )
    result = pytester.runpytest("--claims-world=three_is_four", "test_toys.py")
    result.stderr.fnmatch_lines(["*--claims-world: 2 worlds are named 'three_is_four': rename one"])
