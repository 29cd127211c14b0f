"""Long calls: which of them let other threads run, and when a signal is handled."""

import pytest

from gilclaims_guide import worlds_of_companions
from gilclaims_guide.conditions import JIT, THREAD_CLOCKS, TIMERS
from pytest_gilclaims import GIL_OFF, GIL_ON, Criterion, Experiment, Judge, claim, never, refuted


def ticking_on(experiment: Experiment, arm: str) -> Criterion:
    """Another thread ticks during a call."""
    return experiment.fact("ticks", arm).reaches(5, refuted_at=0)


def having_turns(experiment: Experiment, arm: str) -> Criterion:
    """Another thread gets one turn after another during a call."""
    return experiment.fact("turns", arm).reaches(3, refuted_at=0)


@claim(
    "beyond.calls-freeze-other-threads",
    refuted_in=worlds_of_companions.calls_let_go,
    holds_in=worlds_of_companions.computing_needs_one_lock,
    expect=refuted.when(GIL_OFF),
    needs=THREAD_CLOCKS,
)
@pytest.mark.parametrize("kind", ["json", "sorted", "regex", "big-integers"])
def test_calls_freeze_other_threads(frozen_calls: Experiment, judge: Judge) -> None:
    """While one call parses JSON, sorts, matches a pattern or multiplies, no other thread runs Python code.

    The numbers that it multiplies are large integers.
    """
    judge(
        never(ticking_on(frozen_calls, "call")),
        given=ticking_on(frozen_calls, "releasing"),
        suffices=frozen_calls.count("ticks", "call").none(beside="releasing", refuted_from=5),
    )


@claim("beyond.loops-give-way", refuted_in=worlds_of_companions.loops_are_single_calls, needs=(GIL_ON, THREAD_CLOCKS))
@pytest.mark.parametrize("kind", [pytest.param("loop", id="bytecode")])
def test_loops_give_way(frozen_calls: Experiment, judge: Judge) -> None:
    """A loop of bytecode lets other threads run again and again, although nothing in it asks for that."""
    judge(having_turns(frozen_calls, "call"), given=having_turns(frozen_calls, "releasing"))


@claim(
    "beyond.loops-give-way", refuted_in=worlds_of_companions.loops_are_single_calls, needs=(GIL_ON, JIT, THREAD_CLOCKS)
)
@pytest.mark.parametrize("kind", [pytest.param("loop", id="machine-code")])
def test_compiled_loops_give_way(compiled_loops: Experiment, judge: Judge, kind: str) -> None:
    """A loop that the just-in-time compiler has turned into machine code lets other threads run again and again."""
    judge(having_turns(compiled_loops, "call"), given=having_turns(compiled_loops, "releasing"))


@claim("beyond.signals-wait-for-the-call", refuted_in=worlds_of_companions.calls_are_loops, needs=TIMERS)
@pytest.mark.parametrize("kind", ["json", "sorted"])
def test_signals_wait_for_the_call(interrupted_calls: Experiment, judge: Judge, kind: str) -> None:
    """A signal, such as that of Ctrl-C, that arrives while a call parses JSON or sorts is handled after the call."""
    judge(interrupted_calls.fact(f"handled during {kind}", "calls").equals(0))


@claim("beyond.some-calls-look-for-signals", refuted_in=worlds_of_companions.calls_look_for_nothing, needs=TIMERS)
@pytest.mark.parametrize("kind", ["regex", "big-integers"])
def test_some_calls_look_for_signals(interrupted_calls: Experiment, judge: Judge, kind: str) -> None:
    """A signal that arrives while a call matches a pattern or multiplies large integers is handled during the call."""
    judge(interrupted_calls.fact(f"handled during {kind}", "calls").at_least(1))
