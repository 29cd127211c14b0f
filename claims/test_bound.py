"""Waiting or computing: what each does to the processor."""

import pytest

from gilclaims_guide import worlds
from pytest_gilclaims import Experiment, Judge, claim, every, never, refuted


@claim("bound.waiting-leaves-the-cpu-idle", refuted_in=worlds.waits_are_busy)
@pytest.mark.parametrize("kind", ["http", "database", "file", "socket"])
def test_waiting_leaves_the_cpu_idle(blocking_calls: Experiment, judge: Judge) -> None:
    """Whoever waits for the web, a database, a file or a socket leaves the processor idle four fifths of the time."""
    judge(blocking_calls.measured("cores used", "once").at_most(0.2, even_with="cores waited for"))


@claim("bound.computing-pins-a-cpu", refuted_in=worlds.computing_is_half_waiting)
@pytest.mark.parametrize("workload", ["numbers", "image", "parse", "small-hash"])
def test_computing_pins_a_cpu(alone: Experiment, judge: Judge) -> None:
    """Whoever computes keeps a core busy all the time: nine tenths of it and more."""
    judge(
        alone.cores("work").at_least(0.9, refuted_to=0.7),
        given=alone.cores("loop").at_least(0.9, refuted_to=0.7),
        # Other programs take a core away, which shows as time in the queue for one; they make nobody wait of himself.
        suffices=every(
            alone.cores_wanted("work").at_least(0.9, refuted_to=0.7),
            alone.switches_in_a_round("work").at_most(1, refuted_from=10),
        ),
    )


@claim("bound.computing-has-no-waits-to-overlap", refuted_in=worlds.computing_is_half_waiting)
def test_computing_has_no_waits_to_overlap(gathering: Experiment, judge: Judge) -> None:
    """Computing has no waits to overlap: of four tasks gathered in an event loop each is done before the next begins.

    All the while their thread uses a core, or would if it were let at one.
    """
    judge(
        every(
            gathering.fact("under way at once", "computing, gathered").equals(1),
            gathering.cores_wanted("computing, gathered").at_least(0.9, refuted_to=0.7),
        ),
        given=every(
            gathering.fact("under way at once", "half waiting, gathered").equals(4),
            gathering.cores_wanted("plain loop").at_least(0.9, refuted_to=0.7),
        ),
    )


@claim("bound.faster-io-helps-only-waiting", refuted_in=worlds.mixes_are_swapped)
def test_faster_io_helps_only_waiting(mixes: Experiment, judge: Judge) -> None:
    """Input and output twice as fast help work that mostly waits, and hardly any that mostly computes."""
    judge(
        every(
            mixes.sooner("waiting, faster I/O", than="waiting").at_least(1.4, refuted_to=1.2),
            mixes.sooner("computing, faster I/O", than="computing").at_most(1.2, refuted_from=1.4),
        ),
        given=mixes.sooner("half a wait", than="a wait").at_least(1.4, refuted_to=1.2),
    )


@claim("bound.faster-cpu-helps-only-computing", refuted_in=worlds.mixes_are_swapped)
def test_faster_cpu_helps_only_computing(mixes: Experiment, judge: Judge) -> None:
    """A processor twice as fast helps work that mostly computes, and hardly any that mostly waits."""
    judge(
        every(
            mixes.sooner("computing, faster CPU", than="computing").at_least(1.4, refuted_to=1.2),
            mixes.sooner("waiting, faster CPU", than="waiting").at_most(1.2, refuted_from=1.4),
        ),
        given=mixes.sooner("half a computation", than="a computation").at_least(1.4, refuted_to=1.2),
    )


@claim("bound.one-of-two-reasons", holds_in=worlds.work_is_of_one_kind, expect=refuted)
def test_one_of_two_reasons(mixes: Experiment, judge: Judge) -> None:
    """All slow work is slow for one of two reasons: nothing keeps a core busy for about half of the time."""
    judge(
        never(mixes.cores("half and half").between(0.25, 0.75, refuted_below=0.2, refuted_above=0.8)),
        given=every(
            mixes.cores("a wait").at_most(0.2, refuted_from=0.25),
            mixes.cores("a computation").at_least(0.8, refuted_to=0.75),
        ),
    )
