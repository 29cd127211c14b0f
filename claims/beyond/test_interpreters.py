"""Interpreters of one process: a fourth tool."""

from gilclaims_guide import worlds_of_builds
from gilclaims_guide.conditions import OLD_EXTENSION, SINCE_3_12, SINCE_3_14
from pytest_gilclaims import GIL_ON, TWO_CORES, Experiment, Judge, claim, every


@claim(
    "beyond.interpreter-pools-compute-at-once",
    refuted_in=worlds_of_builds.pool_is_of_threads,
    needs=(SINCE_3_14, GIL_ON, TWO_CORES),
)
def test_interpreter_pools_compute_at_once(interpreter_pool: Experiment, judge: Judge) -> None:
    """Interpreters of a pool compute at the same time, on several cores, although all of them are in one process."""
    overlapped = "milliseconds overlapped"
    judge(
        every(
            interpreter_pool.fact("processes", "pool").equals(1),
            interpreter_pool.measured(overlapped, "pool").reaches(5, refuted_at=0),
        ),
        given=interpreter_pool.measured(overlapped, "processes").reaches(5, refuted_at=0),
    )


@claim("beyond.interpreters-get-copies", refuted_in=worlds_of_builds.pool_is_of_threads, needs=SINCE_3_14)
def test_interpreters_get_copies(interpreter_pool: Experiment, judge: Judge) -> None:
    """Objects handed to a pool of interpreters are copied; a lock, an open file and an iterator are refused."""
    judge(
        every(
            interpreter_pool.fact("changes seen here", "pool").equals(0),
            interpreter_pool.fact("refused", "pool").equals(3),
        )
    )


@claim("beyond.interpreters-start-empty", refuted_in=worlds_of_builds.pool_is_of_threads, needs=SINCE_3_14)
def test_interpreters_start_empty(interpreter_pool: Experiment, judge: Judge) -> None:
    """An interpreter has none of the modules that its process has loaded: it imports modules of its own."""
    judge(interpreter_pool.fact("loaded modules seen", "pool").equals(False))


@claim(
    "beyond.old-extensions-refuse-interpreters",
    refuted_in=worlds_of_builds.interpreters_check_nothing,
    needs=(SINCE_3_12, OLD_EXTENSION),
)
def test_old_extensions_refuse_interpreters(old_extensions: Experiment, judge: Judge) -> None:
    """Extension modules with single-phase initialization refuse to be imported in an interpreter with its own GIL."""
    judge(old_extensions.fact("refused", "imports").at_least(1))
