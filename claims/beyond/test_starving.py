"""I/O beside one thread that computes."""

from gilclaims_guide import worlds_of_companions
from pytest_gilclaims import GIL_OFF, GIL_ON, TWO_CORES, Experiment, Judge, claim, every, never, refuted


@claim(
    "beyond.computing-starves-exchanges",
    refuted_in=worlds_of_companions.computing_lets_go,
    holds_in=worlds_of_companions.computing_needs_one_lock,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_computing_starves_exchanges(starving: Experiment, judge: Judge) -> None:
    """Exchanging messages takes at least five times as long beside a computing thread as beside a computing process."""
    judge(
        starving.sooner("beside a process", than="beside a thread").at_least(5, refuted_to=0),
        given=starving.fact("exchanges", "beside a process").reaches(5, refuted_at=1),
        refuted_by=starving.fact("turns in an interval", "beside a thread").reaches(3, refuted_at=1),
    )


@claim(
    "beyond.to-thread-starves-the-loop",
    refuted_in=worlds_of_companions.computing_lets_go,
    holds_in=worlds_of_companions.computing_needs_one_lock,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_to_thread_starves_the_loop(starving_loop: Experiment, judge: Judge) -> None:
    """An event loop that hands computing to a thread takes at least five times as long to exchange messages.

    The comparison is with an event loop beside a process that computes.
    """
    judge(
        starving_loop.sooner("beside a process", than="beside a thread").at_least(5, refuted_to=0),
        given=starving_loop.fact("exchanges", "beside a process").reaches(5, refuted_at=1),
        refuted_by=starving_loop.fact("turns in an interval", "beside a thread").reaches(3, refuted_at=1),
    )


@claim(
    "beyond.starving-follows-the-switch-interval",
    refuted_in=worlds_of_companions.computing_lets_go,
    needs=(GIL_ON, TWO_CORES),
)
def test_starving_follows_the_switch_interval(switch_intervals: Experiment, judge: Judge) -> None:
    """The switch interval determines how often a thread that computes lets other threads exchange messages."""
    judge(
        every(
            switch_intervals.fact("turns", "asked often").reaches(12, refuted_at=4),
            never(switch_intervals.fact("turns", "asked rarely").reaches(10, refuted_at=4)),
        ),
        given=switch_intervals.fact("exchanges", "beside a process").reaches(12, refuted_at=4),
    )


@claim(
    "beyond.hashing-starves-nobody",
    refuted_in=worlds_of_companions.hashing_keeps_the_lock,
    needs=(GIL_ON, TWO_CORES),
)
def test_hashing_starves_nobody(starving: Experiment, judge: Judge) -> None:
    """The GIL is the bottleneck: beside a thread that hashes, which releases it, exchanges take at most half as long.

    The comparison is with exchanges beside a thread that computes and holds the GIL.
    """
    judge(
        starving.sooner("beside a hashing thread", than="beside a thread").at_least(2, refuted_to=1.3),
        given=starving.sooner("beside a process", than="beside a thread").at_least(5, refuted_to=2),
    )
