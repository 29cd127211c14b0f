"""The sentences about what threads and processes share: the criteria of their claims, on rounds that were invented."""

import json
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from claims.beyond import test_collections as of_collections
from claims.beyond import test_contexts as of_contexts
from claims.beyond import test_forking as of_forking
from claims.beyond import test_shared_things as of_things
from claims.beyond import test_unready as of_modules
from gilclaims_guide import heaps, things
from gilclaims_guide.collecting import heap_of
from gilclaims_guide.unready import compiler, unready_module
from pytest_gilclaims import Experiment, Judge, Observation
from pytest_gilclaims.judging.verdict import Verdict
from pytest_gilclaims.testing import experiment_of, judge_within

ROUNDS = 30
"""Enough to decide."""

Claim = Callable[[Experiment, Judge], None]
Arms = Mapping[str, Observation]


def verdict_on(claim: Claim, arms: Arms) -> Verdict | None:
    """Judge a claim on rounds that are all alike; ``None`` if so many do not decide it."""
    # Whoever judges what was invented need not wait for a calm moment.
    judge = judge_within(60)
    try:
        claim(experiment_of([arms] * ROUNDS), judge)
    except RuntimeError:
        return None
    return judge.proceedings.judgements[-1].verdict


def used(cpu: float, cores: float = 1.8) -> Observation:
    """Say what was seen of workers who kept so many cores busy."""
    return Observation(wall=cpu / cores, cpu=cpu, overlap=0.0)


def pair(kind: str, ratio: float, cores: float = 1.8, *, shared_cores: float | None = None) -> Arms:
    """Say what was seen of threads that use things of a kind: own ones, and shared ones at so many times the cost."""
    return {f"own {kind}": used(1.0, cores), f"shared {kind}": used(ratio, shared_cores or cores)}


SLOWING: list[tuple[Claim, str]] = [
    (of_things.test_sharing_objects_slows_threads, "objects"),
    (of_things.test_sharing_an_instance_slows_threads, "instances"),
    (of_things.test_sharing_a_dict_slows_writers, "dicts"),
]
FREE: list[tuple[Claim, str]] = [
    (of_things.test_sharing_immortals_is_free, "immortals"),
    (of_things.test_sharing_functions_is_free, "functions"),
]


@pytest.mark.parametrize(("claim", "kind"), SLOWING)
def test_what_threads_share_slows_them_or_does_not(claim: Claim, kind: str) -> None:
    assert verdict_on(claim, pair(kind, 1.9)) is Verdict.HOLDS
    assert verdict_on(claim, pair(kind, 1.0)) is Verdict.REFUTED
    assert verdict_on(claim, pair(kind, 1.25)) is None


@pytest.mark.parametrize(("claim", "kind"), SLOWING)
def test_threads_that_took_turns_do_not_show_that_sharing_is_free(claim: Claim, kind: str) -> None:
    assert verdict_on(claim, pair(kind, 1.0, cores=0.3)) is Verdict.INCONCLUSIVE
    assert verdict_on(claim, pair(kind, 1.0, cores=1.0)) is None
    assert verdict_on(claim, pair(kind, 1.0, shared_cores=0.9)) is None


@pytest.mark.parametrize(("claim", "kind"), FREE)
def test_what_is_not_counted_is_free_only_if_sharing_costs_something_else(claim: Claim, kind: str) -> None:
    assert verdict_on(claim, {**pair(kind, 1.1), **pair("dicts", 1.9)}) is Verdict.HOLDS
    assert verdict_on(claim, {**pair(kind, 3.0), **pair("dicts", 1.9)}) is Verdict.REFUTED
    assert verdict_on(claim, {**pair(kind, 3.0), **pair("dicts", 1.0)}) in (Verdict.REFUTED, Verdict.INCONCLUSIVE)
    assert verdict_on(claim, {**pair(kind, 1.1), **pair("dicts", 1.0)}) is Verdict.INCONCLUSIVE


def test_a_function_that_is_called_has_code_of_its_own() -> None:
    one, other = things.function(), things.function()
    assert one.__code__ is not other.__code__
    one()
    things.ordinary_callable()()
    assert one.__code__ == things.nothing.__code__


def told(facts: Mapping[str, Any]) -> Observation:
    """Say what was told by a program."""
    return Observation(wall=0.1, facts=facts)


def imported(**changes: object) -> Arms:
    """Say what became of the lock in programs that import an unready module, but for some changes by arm."""
    common = {"lock before": "off", "modules warned of": 1}
    before, after = "milliseconds overlapped before", "milliseconds overlapped after"
    at_start = {**common, "lock once started": "on", "lock once used": "on", before: 100.0, after: 0.0}
    arms: dict[str, dict[str, Any]] = {
        "at the start": at_start,
        "put off": {**at_start, "lock once started": "off"},
        "wished off": {
            **at_start,
            "lock once started": "off",
            "lock once used": "off",
            "modules warned of": 0,
            after: 90.0,
        },
    }
    for name, change in changes.items():
        arms[name.replace("_", " ")].update(change)  # type: ignore[call-overload]
    return {name: told(facts) for name, facts in arms.items()}


def test_one_unready_module_turns_the_lock_on_and_threads_take_turns() -> None:
    claim = of_modules.test_one_unready_module_turns_the_lock_on
    assert verdict_on(claim, imported()) is Verdict.HOLDS
    assert verdict_on(claim, imported(at_the_start={"lock once started": "off"})) is Verdict.REFUTED
    assert verdict_on(claim, imported(at_the_start={"milliseconds overlapped after": 80.0})) is Verdict.REFUTED
    never_at_once = {"milliseconds overlapped before": 0.0}
    assert verdict_on(claim, imported(at_the_start=never_at_once)) is None


@pytest.mark.parametrize(
    ("claim", "otherwise"),
    [
        (of_modules.test_unready_module_is_named, {"at_the_start": {"modules warned of": 0}}),
        (of_modules.test_unready_module_can_be_put_off, {"put_off": {"lock once started": "on"}}),
        (of_modules.test_unready_module_can_be_put_off, {"put_off": {"lock once used": "off"}}),
        (of_modules.test_lock_stays_off_if_wished, {"wished_off": {"lock once used": "on"}}),
        (of_modules.test_lock_stays_off_if_wished, {"wished_off": {"modules warned of": 1}}),
    ],
)
def test_what_an_unready_module_does_can_be_otherwise(claim: Claim, otherwise: dict[str, object]) -> None:
    assert verdict_on(claim, imported()) is Verdict.HOLDS
    assert verdict_on(claim, imported(**otherwise)) is Verdict.REFUTED


@pytest.mark.skipif(compiler() is None, reason="no C compiler")
@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this build always has the lock")
@pytest.mark.parametrize(("options", "state"), [((), "True"), (("-DDECLARED",), "False")])
def test_the_module_turns_the_lock_on_unless_it_declares_itself(options: tuple[str, ...], state: str) -> None:
    code = "import sys; sys.path.append(sys.argv[1]); import unready; print(sys._is_gil_enabled())"
    with unready_module(options) as folder:
        command = [sys.executable, "-W", "ignore", "-c", code, str(folder)]
        outcome = subprocess.run(command, capture_output=True, text=True, check=True, env={})
    assert outcome.stdout.strip() == state


def collected(ticks: int = 0, *, hashing: int | None = 15, growth: float = 10, frozen: float = 0.001) -> Arms:
    """Say what was seen of collections: ticks meanwhile, how cost grows with the heap, what a frozen one costs."""
    seen = {"large heap": (0.01 * growth, ticks), "small heap": (0.01, 0), "frozen heap": (0.01 * growth * frozen, 0)}
    seen |= {"hashing": (0.01, hashing), "hashing a tenth": (0.001, 2)}  # type: ignore[dict-item]
    return {name: Observation(wall=cpu, cpu=cpu, queued=0.0, facts={"ticks": n}) for name, (cpu, n) in seen.items()}


def test_collections_stop_everybody_or_do_not() -> None:
    claim = of_collections.test_collections_stop_everybody
    assert verdict_on(claim, collected()) is Verdict.HOLDS
    assert verdict_on(claim, collected(15)) is Verdict.REFUTED
    assert verdict_on(claim, collected(1)) is None
    assert verdict_on(claim, collected(hashing=0)) is None
    assert verdict_on(claim, collected(hashing=None)) is None


def test_a_ticker_that_waited_for_a_core_shows_nothing() -> None:
    arms = {name: Observation(wall=1, cpu=1, queued=0.5, facts=seen.facts) for name, seen in collected().items()}
    assert verdict_on(of_collections.test_collections_stop_everybody, arms) is None


def test_collections_grow_with_the_heap_or_do_not() -> None:
    claim = of_collections.test_collections_grow_with_the_heap
    assert verdict_on(claim, collected(growth=8)) is Verdict.HOLDS
    assert verdict_on(claim, collected(growth=1)) is Verdict.REFUTED
    assert verdict_on(claim, collected(growth=2)) is None


def test_a_frozen_heap_costs_nothing_or_something() -> None:
    claim = of_collections.test_frozen_heap_costs_nothing
    assert verdict_on(claim, collected()) is Verdict.HOLDS
    assert verdict_on(claim, collected(frozen=0.4)) is Verdict.REFUTED
    assert verdict_on(claim, collected(frozen=0.15)) is None


def test_a_process_with_a_heap_makes_every_call_that_it_knows() -> None:
    with heap_of(10, lock_on=False) as heap:
        for call in heaps.CALLS.values():
            seen = heap.make(call)
            assert seen.cpu is not None
            assert set(seen.facts) == {"ticks"}


def started(**locks: str) -> Arms:
    """Say how a child found its lock and how often its start was warned of, by method."""
    usual = {"fork": "held", "forkserver": "free", "spawn": "free", **locks}
    return {
        method: told({"lock in the child": lock, "warnings": int(method == "fork")}) for method, lock in usual.items()
    }


def test_a_forked_lock_is_held_and_a_spawned_one_is_free() -> None:
    forked, spawned = of_forking.test_forked_lock_is_never_released, of_forking.test_spawned_lock_is_free
    assert verdict_on(forked, started()) is Verdict.HOLDS
    assert verdict_on(forked, started(fork="free")) is Verdict.REFUTED
    assert verdict_on(forked, started(spawn="held")) is Verdict.INCONCLUSIVE
    assert verdict_on(spawned, started()) is Verdict.HOLDS
    assert verdict_on(spawned, started(spawn="held")) is Verdict.REFUTED
    assert verdict_on(spawned, started(forkserver="held")) is Verdict.REFUTED


@pytest.mark.parametrize(("method", "warnings"), [("fork", 0), ("spawn", 1), ("forkserver", 1)])
def test_forks_alone_are_warned_of(method: str, warnings: int) -> None:
    claim = of_forking.test_forking_beside_threads_is_warned_of
    assert verdict_on(claim, started()) is Verdict.HOLDS
    otherwise = told({"lock in the child": "free", "warnings": warnings})
    assert verdict_on(claim, {**started(), method: otherwise}) is Verdict.REFUTED


def test_a_spawned_process_costs_more_or_does_not() -> None:
    for claim, usual in ((of_forking.test_spawning_takes_longer, 50.0), (of_forking.test_spawning_takes_memory, 5.0)):
        for ratio, verdict in ((usual, Verdict.HOLDS), (1.0, Verdict.REFUTED)):
            facts = {"times the processor time": ratio, "times the memory": ratio}
            assert verdict_on(claim, {"spawn by fork": told(facts)}) is verdict


@pytest.mark.parametrize(
    ("is_inherited", "is_apart"), [(True, True), (False, False), (True, False), (False, True)], ids=str
)
def test_contexts_are_as_they_are_by_default_and_as_wished(is_inherited: bool, is_apart: bool) -> None:
    def seen(inherited: bool, apart: bool) -> Observation:
        who = "the one who starts it" if inherited else "nobody"
        return told({"context variable": who, "warning of another thread": "not caught" if apart else "caught"})

    default = seen(is_inherited, is_apart)
    obeyed = {"on": seen(True, True), "off": seen(False, False), "default": default}
    unheard = {"on": default, "off": default, "default": default}
    for by_default, if_wished, is_so in (
        (of_contexts.test_contexts_inherited_by_default, of_contexts.test_contexts_inherited_if_wished, is_inherited),
        (of_contexts.test_warnings_caught_apart_by_default, of_contexts.test_warnings_caught_apart_if_wished, is_apart),
    ):
        assert verdict_on(by_default, obeyed) is (Verdict.HOLDS if is_so else Verdict.REFUTED)
        assert verdict_on(if_wished, obeyed) is Verdict.HOLDS
        assert verdict_on(if_wished, unheard) is Verdict.REFUTED


def test_what_a_heap_tells_can_be_written_down() -> None:
    assert set(json.loads(json.dumps(heaps.observe(heaps.hash_a_tenth)))) == {"wall", "cpu", "queued", "facts"}
