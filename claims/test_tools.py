"""The three tools: what each of them is."""

from gilclaims_guide import one_lock, worlds, worlds_of_scripts, worlds_of_turns, worlds_of_waiting
from gilclaims_guide.declaring import at_once, overlapping
from pytest_gilclaims import GIL_OFF, TWO_CORES, Experiment, Judge, claim, every, never, refuted


@claim("tools.concurrency-is-overlapping-spans", refuted_in=one_lock.no_two_waits_overlap)
def test_concurrency_is_overlapping_spans(spans: Experiment, judge: Judge) -> None:
    """Concurrency: several things are in progress in overlapping spans of time, with threads and with tasks.

    In a plain loop, no two of them overlap.
    """
    judge(
        every(
            at_once(spans, "threads", 2),
            at_once(spans, "tasks", 2),
            spans.fact("waiting at once", "loop").at_most(1),
        ),
        given=at_once(spans, "four processes", 4),
    )


@claim("tools.parallelism-is-the-same-instant", refuted_in=worlds.one_process_at_a_time, needs=TWO_CORES)
def test_parallelism_is_the_same_instant(process_looks: Experiment, judge: Judge) -> None:
    """Parallelism: processes that compute make progress at the same instant, which takes different cores.

    Threads that hash show, without any process, that cores are free.
    """
    judge(never(process_looks.overlap("processes").none(beside="hashing threads", refuted_from=5)))


@claim("tools.threads-share-one-process", refuted_in=worlds.threads_run_in_parallel)
def test_threads_share_one_process(marks: Experiment, judge: Judge) -> None:
    """Threads live in one process and share its memory: all of them see what one of them changes."""
    judge(
        every(
            marks.fact("threads", "threads").equals(4),
            marks.fact("other processes", "threads").equals(0),
            marks.fact("marks seen here", "threads").equals(4),
        )
    )


@claim(
    "tools.threads-take-turns",
    refuted_in=worlds.threads_run_in_parallel,
    holds_in=worlds_of_turns.threads_pass_a_baton,
    expect=refuted.when(GIL_OFF),
    needs=TWO_CORES,
)
def test_threads_take_turns(turn_taking: Experiment, judge: Judge) -> None:
    """Threads are concurrent, not parallel: one continues before another finishes, and no two run at the same time."""
    judge(
        every(
            turn_taking.fact("turns taken again", "threads").reaches(2, refuted_at=0),
            turn_taking.overlap("threads").none(beside="processes", refuted_from=5),
        )
    )


@claim("tools.threads-overlap-waiting", refuted_in=one_lock.no_two_waits_overlap)
def test_threads_overlap_waiting(hundred_waits: Experiment, judge: Judge) -> None:
    """A hundred threads complete a hundred waits in at most the time of three waits."""
    judge(
        overlapping(hundred_waits, "threads", 100, within=3),
        given=at_once(hundred_waits, "four processes", 4),
    )


@claim("tools.asyncio-is-one-thread", refuted_in=worlds.gather_uses_threads)
def test_asyncio_is_one_thread(many_tasks: Experiment, judge: Judge) -> None:
    """An event loop runs all its tasks, a thousand of them, in one thread."""
    judge(every(many_tasks.fact("tasks", "gather").equals(1000), many_tasks.fact("threads", "gather").equals(1)))


@claim("tools.asyncio-starts-no-thread", holds_in=worlds_of_waiting.names_are_looked_up_in_the_loop, expect=refuted)
def test_asyncio_starts_no_thread(many_tasks: Experiment, judge: Judge) -> None:
    """An event loop starts no other thread, not even to look up the name of a host."""
    judge(many_tasks.fact("threads started", "a name").equals(0))


@claim("tools.asyncio-juggles-thousands", refuted_in=worlds.waits_block_the_loop)
def test_asyncio_juggles_thousands(juggling: Experiment, judge: Judge) -> None:
    """Ten thousand tasks of one event loop wait at the same time, in at most five times the time of one wait."""
    judge(overlapping(juggling, "tasks", 10_000, within=5))


@claim("tools.asyncio-is-lightweight", refuted_in=worlds.tasks_carry_a_thread_each)
def test_asyncio_is_lightweight(waiting_costs: Experiment, judge: Judge) -> None:
    """A waiting task needs at most a quarter of the memory of a waiting thread."""
    judge(waiting_costs.measured("memory of a task", "both").at_most(0.25))


@claim("tools.not-interchangeable", refuted_in=worlds.tasks_run_in_threads, needs=TWO_CORES)
def test_not_interchangeable(tournament: Experiment, judge: Judge) -> None:
    """The tools are not interchangeable: an event loop does one of three jobs well, and the other two badly.

    It has a thousand awaitable waits in progress at the same time. It makes one blocking call at a time; threads and
    processes make four. No two of its tasks compute at the same time; processes do.
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
    """Processes are separate: when four each make a change, none sees another's change; threads see all changes."""
    judge(
        every(
            marks.fact("other processes", "processes").equals(4),
            marks.fact("most marks seen by one", "processes").equals(1),
        ),
        given=marks.fact("most marks seen by one", "threads").equals(4),
    )


@claim("tools.processes-pin-cores", refuted_in=worlds_of_scripts.pool_has_one_worker, needs=TWO_CORES)
def test_processes_pin_cores(crunch_script: Experiment, judge: Judge) -> None:
    """Four processes keep at least 80 % of the usable cores busy, counting up to four cores."""
    judge(crunch_script.measured("share of the cores used", "script").reaches(0.8, refuted_at=0.575))


@claim("tools.asyncio-is-cooperative", refuted_in=worlds.blocking_calls_run_in_threads)
def test_asyncio_is_cooperative(loop_calls: Experiment, judge: Judge) -> None:
    """A task that does not give up control makes the others wait: none of them makes progress meanwhile."""
    judge(loop_calls.count("ticks", "blocking").none(beside="awaiting", refuted_from=5))


@claim("tools.asyncio-switches-where-it-would-block", refuted_in=worlds.gather_awaits_one_by_one)
def test_asyncio_switches_where_it_would_block(loop_switches: Experiment, judge: Judge) -> None:
    """An event loop switches to another task at an await that would block, and at no other await.

    It continues at a result that is ready, a coroutine that never waits, a queue with room and a queue with an item. It
    switches at a result that is not ready yet, a full queue and an empty queue.
    """
    judge(
        every(
            loop_switches.fact("switched at", "gather").equals(
                ["a full queue", "an empty queue", "a result that is to come"]
            ),
            loop_switches.fact("went on at", "gather").equals(
                [
                    "a result that is there",
                    "a coroutine that never waits",
                    "room in a queue",
                    "something in a queue",
                ]
            ),
        )
    )
