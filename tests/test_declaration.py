"""Declaring claims: what is refused, and what is expected where."""

from dataclasses import replace

import pytest

from gilclaims_guide import one_lock, worlds, worlds_of_builds, worlds_of_scripts
from pytest_gilclaims import GIL_OFF, TWO_CORES, World, claim, holds, refuted
from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.facts.interpreter import this_interpreter
from pytest_gilclaims.facts.machine import this_machine
from pytest_gilclaims.instruments.world import reality
from pytest_gilclaims.judging.verdict import Verdict
from pytest_gilclaims.running.claim import Claim
from pytest_gilclaims.session.declaration import MARK

WITH_GIL = Host(
    interpreter=replace(this_interpreter(), gil_enabled=True), machine=replace(this_machine(), cores_usable=2)
)
WITHOUT_GIL = replace(WITH_GIL, interpreter=replace(WITH_GIL.interpreter, gil_enabled=False))


def spec_of(test: object) -> Claim:
    """Return what @claim attached to a test."""
    [mark] = [mark for mark in test.pytestmark if mark.name == MARK]  # type: ignore[attr-defined]
    spec: Claim = mark.args[0]
    return spec


@claim(
    "toy.example",
    refuted_in=worlds.threads_run_in_parallel,
    holds_in=worlds.threads_take_turns,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def example() -> None:
    """Threads take
    turns.
    """


def test_the_docstring_is_the_statement_on_one_line() -> None:
    assert spec_of(example).statement == "Threads take turns."
    assert spec_of(example).section == "toy"


def test_a_claim_is_expected_otherwise_where_its_condition_is_met() -> None:
    assert spec_of(example).expect.on(WITH_GIL) is Verdict.HOLDS
    assert spec_of(example).expect.on(WITHOUT_GIL) is Verdict.REFUTED
    assert holds.on(WITHOUT_GIL) is Verdict.HOLDS
    assert refuted.on(WITH_GIL) is Verdict.REFUTED
    assert holds.when(GIL_OFF).on(WITH_GIL) is Verdict.REFUTED


def test_the_world_against_a_claim_depends_on_what_is_expected() -> None:
    assert spec_of(example).world_against(Verdict.HOLDS) is worlds.threads_run_in_parallel
    assert spec_of(example).world_against(Verdict.REFUTED) is worlds.threads_take_turns


def test_in_a_world_that_a_claim_names_the_opposite_is_expected_and_in_any_other_nothing() -> None:
    assert spec_of(example).expected_in(worlds.threads_run_in_parallel, WITHOUT_GIL) is Verdict.REFUTED
    assert spec_of(example).expected_in(worlds.threads_take_turns, WITH_GIL) is Verdict.HOLDS
    assert spec_of(example).expected_in(worlds.waits_block_the_loop, WITH_GIL) is None
    assert spec_of(example).expected_in(reality, WITHOUT_GIL) is Verdict.REFUTED


def test_an_unmet_need_says_why_and_what_would_help() -> None:
    alone = replace(WITH_GIL, machine=replace(WITH_GIL.machine, cores_usable=1))
    assert spec_of(example).unmet_on(WITH_GIL) is None
    unmet = spec_of(example).unmet_on(alone)
    assert unmet is not None
    assert "only one core is usable" in unmet.otherwise


def test_async_claims_are_marked_for_pytest_asyncio() -> None:
    @claim("toy.waits", refuted_in=worlds.waits_block_the_loop)
    async def waits() -> None:
        """It waits."""

    assert {mark.name for mark in waits.pytestmark} == {MARK, "asyncio", "thread_unsafe"}  # type: ignore[attr-defined]


def stated() -> None:
    """It states something."""


def silent() -> None: ...


@pytest.mark.parametrize(
    ("claim_id", "test", "keywords", "message"),
    [
        ("Toy.Example", stated, {"refuted_in": reality}, "expected section.name"),
        ("toy.example", silent, {"refuted_in": reality}, "has no statement: write it in the docstring"),
    ],
)
def test_a_claim_that_says_too_little_is_refused_with_its_place(
    claim_id: str, test: object, keywords: dict[str, World], message: str
) -> None:
    with pytest.raises(pytest.Collector.CollectError, match=message) as caught:
        claim(claim_id, **keywords)(test)  # type: ignore[arg-type, type-var]
    assert "test_declaration.py" in str(caught.value)


def test_the_worlds_of_the_guide_go_by_their_own_names() -> None:
    rooms = vars(worlds) | vars(worlds_of_builds) | vars(worlds_of_scripts) | vars(one_lock)
    found = {name: world for name, world in rooms.items() if isinstance(world, World)}
    assert len(found) >= 40
    assert all(name == world.name and world.summary for name, world in found.items())
