"""Conditions: how they combine, what they say where they are not met, and what they look for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims import GIL_OFF, GIL_ON, Condition, since
from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.facts.interpreter import this_interpreter
from pytest_gilclaims.facts.machine import this_machine

HOST = Host(interpreter=replace(this_interpreter(), version="3.13.5", gil_enabled=True), machine=this_machine())


def condition(name: str, *, met: bool) -> Condition:
    """Make a condition that is met or not, and looks for an option of its name."""
    return Condition(name=name, test=lambda host: met, otherwise=f"no {name}: get it", options={name: int})


@given(st.booleans(), st.booleans())
def test_conditions_combine_as_truths_do(one: bool, other: bool) -> None:
    a, b = condition("a", met=one), condition("b", met=other)
    assert (a & b).test(HOST) == (one and other)
    assert (a | b).test(HOST) == (one or other)
    assert (~a).test(HOST) == (not one)
    assert (~~a).test(HOST) == one


def test_a_version_is_met_from_then_on() -> None:
    assert since(3, 13).test(HOST)
    assert not since(3, 14).test(HOST)
    assert (since(3, 13) & ~since(3, 14)).test(HOST)


def test_of_several_that_are_needed_the_one_that_is_not_met_says_why() -> None:
    a, b, c = (condition(name, met=name != "b") for name in "abc")
    unmet = (a & b & c).unmet_on(HOST)
    assert unmet is b
    assert (a & c).unmet_on(HOST) is None
    assert GIL_OFF.unmet_on(HOST) is GIL_OFF


@pytest.mark.parametrize(
    ("combined", "otherwise"),
    [
        (GIL_OFF | since(3, 14), "it needs GIL off or Python 3.14 or newer: run it where one of them is met"),
        (~GIL_ON, "it needs a host without GIL on: run it on one"),
    ],
)
def test_what_is_combined_says_what_it_is_made_of(combined: Condition, otherwise: str) -> None:
    unmet = combined.unmet_on(HOST)
    assert unmet is not None
    assert unmet.otherwise == otherwise


def test_a_combination_looks_for_what_its_parts_look_for() -> None:
    a, b = condition("a", met=True), condition("b", met=True)
    assert (a & b).options == (a | b).options == {"a": int, "b": int}
    assert (~a).options == {"a": int}


def test_systems_and_packages_are_conditions() -> None:
    assert Condition.package("pytest").test(HOST)
    assert (
        Condition.package("no_such_package").otherwise
        == "no_such_package is not installed: pip install no_such_package"
    )
    linux = replace(HOST, interpreter=replace(HOST.interpreter, system="linux-x86_64"))
    assert Condition.platform("linux").test(linux)
    assert not Condition.platform("win32").test(linux)
