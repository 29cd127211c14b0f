"""The three tools: what each of them is."""

from gilclaims_guide import one_lock, worlds, worlds_of_scripts
from gilclaims_guide.declaring import at_once, claim_of_the_lock, overlapping
from pytest_gilclaims import TWO_CORES, Experiment, Judge, claim, every


@claim("tools.concurrency-is-overlapping-spans", refuted_in=one_lock.no_two_waits_overlap)
def test_concurrency_is_overlapping_spans(ten_waits: Experiment, judge: Judge) -> None:
    """Concurrency: several things are in progress in spans of time that overlap, with threads and with tasks."""
    judge(
        every(
            at_once(ten_waits, "threads", 2),
            at_once(ten_waits, "tasks", 2),
        ),
        given=at_once(ten_waits, "four processes", 4),
    )


@claim("tools.parallelism-is-the-same-instant", refuted_in=worlds_of_scripts.pool_has_one_worker, needs=TWO_CORES)
def test_parallelism_is_the_same_instant(crunch_script: Experiment, judge: Judge) -> None:
    """Parallelism: processes make progress at the same instant, on different cores."""
    judge(crunch_script.measured("milliseconds overlapped", "script").reaches(5, refuted_at=0))


@claim("tools.threads-share-one-process", refuted_in=worlds.threads_run_in_parallel)
def test_threads_share_one_process(marks: Experiment, judge: Judge) -> None:
    """Threads live in one process and share its memory: what one changes is changed for all."""
    judge(
        every(
            marks.fact("threads", "threads").equals(4),
            marks.fact("other processes", "threads").equals(0),
            marks.fact("marks seen here", "threads").equals(4),
        )
    )


@claim_of_the_lock("tools.threads-take-turns")
def test_threads_take_turns(looks: Experiment, judge: Judge) -> None:
    """Threads that compute take turns: there is no parallelism among them."""
    judge(looks.overlap("threads").none(beside="processes", refuted_from=5))


@claim("tools.threads-overlap-waiting", refuted_in=one_lock.no_two_waits_overlap)
def test_threads_overlap_waiting(hundred_waits: Experiment, judge: Judge) -> None:
    """A hundred threads wait a hundred times in no more than the time of three waits."""
    judge(
        overlapping(hundred_waits, "threads", 100, within=3),
        given=at_once(hundred_waits, "four processes", 4),
    )


@claim("tools.asyncio-is-one-thread", refuted_in=worlds.gather_uses_threads)
def test_asyncio_is_one_thread(many_tasks: Experiment, judge: Judge) -> None:
    """An event loop runs all its tasks, a thousand of them, in one thread."""
    judge(every(many_tasks.fact("tasks", "gather").equals(1000), many_tasks.fact("threads", "gather").equals(1)))


@claim("tools.asyncio-juggles-thousands", refuted_in=worlds.waits_block_the_loop)
def test_asyncio_juggles_thousands(juggling: Experiment, judge: Judge) -> None:
    """Ten thousand tasks of one event loop wait at the same time, in no more than five times the time of one."""
    judge(overlapping(juggling, "tasks", 10_000, within=5))


@claim("tools.asyncio-is-lightweight", refuted_in=worlds.tasks_carry_a_thread_each)
def test_asyncio_is_lightweight(waiting_costs: Experiment, judge: Judge) -> None:
    """A waiting task needs no more than a quarter of the memory of a waiting thread."""
    judge(waiting_costs.measured("memory of a task", "both").at_most(0.25))


@claim("tools.not-interchangeable", refuted_in=worlds.tasks_run_in_threads, needs=TWO_CORES)
def test_not_interchangeable(tournament: Experiment, judge: Judge) -> None:
    """The tools are not interchangeable: an event loop is good at one job of three and no good at two.

    It has a thousand waits in hand that can be awaited. Of calls that block it makes one at a time, where threads and
    processes make four; and at computing no two of its tasks run at the same instant, where processes do.
    """
    judge(
        every(
            at_once(tournament, "awaiting tasks", 1000),
            tournament.fact("waiting at once", "blocking tasks").equals(1),
            at_once(tournament, "blocking threads", 4),
            at_once(tournament, "blocking processes", 4),
            tournament.overlap("computing tasks").none(beside="computing processes", refuted_from=5),
        )
    )


@claim("tools.processes-are-separate", refuted_in=worlds.processes_are_threads)
def test_processes_are_separate(marks: Experiment, judge: Judge) -> None:
    """Processes are separate: each has an interpreter and a memory of its own, which nobody else sees changed."""
    judge(
        every(
            marks.fact("other processes", "processes").equals(4),
            marks.fact("marks seen here", "processes").equals(0),
        )
    )


@claim("tools.processes-pin-cores", refuted_in=worlds_of_scripts.pool_has_one_worker, needs=TWO_CORES)
def test_processes_pin_cores(crunch_script: Experiment, judge: Judge) -> None:
    """Four processes keep more than one core busy: at least 1.6 where there are two."""
    judge(
        every(
            # Other programs take cores away, but not the overlap: they can only leave it undecided.
            crunch_script.measured("milliseconds overlapped", "script").reaches(5, refuted_at=0),
            crunch_script.measured("cores used", "script").reaches(1.6, refuted_at=0),
        )
    )


@claim("tools.asyncio-is-cooperative", refuted_in=worlds.blocking_calls_run_in_threads)
def test_asyncio_is_cooperative(loop_calls: Experiment, judge: Judge) -> None:
    """A task that does not give way keeps the others waiting: none of them makes progress meanwhile."""
    judge(loop_calls.count("ticks", "blocking").none(beside="awaiting", refuted_from=5))


@claim("tools.asyncio-switches-where-it-would-block", refuted_in=worlds.gather_awaits_one_by_one)
def test_asyncio_switches_where_it_would_block(loop_switches: Experiment, judge: Judge) -> None:
    """An event loop switches at an await that would block, and at no other."""
    expected = ["first begins", "first got what was there", "second begins", "first was resumed"]
    judge(loop_switches.fact("log", "gather").equals(expected))
