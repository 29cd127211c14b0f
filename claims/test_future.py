"""Free threading: what it is, and what it changes."""

from gilclaims_guide import worlds, worlds_of_builds
from gilclaims_guide.conditions import (
    BEFORE_3_14,
    COMPILER,
    DEFAULT_BUILD,
    EXTENSIONS,
    FREE_THREADED,
    FREE_THREADED_AT_HAND,
    PLAIN_NAME,
    SINCE_3_13,
)
from gilclaims_guide.declaring import at_once, claim_of_the_lock
from pytest_gilclaims import GIL_OFF, TWO_CORES, Experiment, Judge, claim, every, holds, refuted


@claim("future.threads-run-in-parallel", refuted_in=worlds.threads_take_turns, needs=(GIL_OFF, TWO_CORES))
def test_threads_run_in_parallel(looks: Experiment, judge: Judge) -> None:
    """Without the GIL, threads of one process execute Python bytecode at the same time."""
    judge(looks.overlap("threads").some(beside="processes", proved_from=5))


@claim(
    "future.still-experimental",
    refuted_in=worlds_of_builds.build_is_official,
    holds_in=worlds_of_builds.build_is_experimental,
    expect=holds.when(BEFORE_3_14),
    needs=FREE_THREADED,
)
def test_still_experimental(version_banner: Experiment, judge: Judge) -> None:
    """The free-threaded build calls itself experimental."""
    judge(version_banner.fact("says experimental", "banner").equals(True))


@claim(
    "future.experimental-at-its-date",
    holds_in=worlds_of_builds.document_is_a_year_older,
    expect=refuted,
)
def test_experimental_at_its_date(calendar: Experiment, judge: Judge) -> None:
    """On 19 June 2026, the date of the document, the free-threaded build of the current release was experimental.

    The release dates are given as data, and so is the first release that supports the build (PEP 779).
    """
    judge(
        calendar.fact("phase", "day of the document").equals("experimental"),
        given=every(
            calendar.fact("phase", "first day of 3.13").equals("experimental"),
            calendar.fact("phase", "first day of 3.14").equals("supported"),
        ),
    )


@claim(
    "future.official-build",
    without_world="it only reads what a build says about itself: other claims show what the build does",
    needs=FREE_THREADED_AT_HAND,
)
def test_official_build(builds: Experiment, judge: Judge) -> None:
    """CPython itself has a build that can run without the GIL: its version and its flags say so."""
    judge(
        every(
            builds.fact("free-threaded", "free-threaded").equals(True),
            builds.fact("banner", "free-threaded").equals(True),
        )
    )


@claim(
    "future.not-the-default",
    refuted_in=worlds_of_builds.plain_name_is_free_threaded,
    needs=(FREE_THREADED_AT_HAND, PLAIN_NAME),
)
def test_not_the_default(builds: Experiment, judge: Judge) -> None:
    """The free-threaded build is not the default: it is configured with an option, and python3 starts another build.

    Here, python3 is what a shell finds in the folders of the system, whatever PATH is set to.
    """
    judge(
        every(
            builds.fact("free-threaded", "plain name").equals(False),
            builds.fact("asked for", "free-threaded").equals(True),
        )
    )


@claim(
    "future.extensions-not-ready",
    holds_in=worlds_of_builds.extensions_are_not_ready,
    expect=refuted,
    needs=(FREE_THREADED, EXTENSIONS, COMPILER),
)
def test_extensions_not_ready(extension_modules: Experiment, judge: Judge) -> None:
    """Many packages with extension modules are not ready: at least one in four of those that were tried.

    A package is not ready if it cannot be imported, or if it turns the GIL on when it is imported or first used.
    """
    judge(
        extension_modules.fact("share not ready", "packages").reaches(0.25, refuted_at=0.125, rounds=1),
        given=every(
            extension_modules.fact("standard module", "controls").equals("ready"),
            extension_modules.fact("unready module", "controls").equals("turns the lock on"),
        ),
    )


@claim(
    "future.gil-can-be-disabled",
    refuted_in=worlds_of_builds.lock_option_is_ignored,
    needs=(FREE_THREADED, TWO_CORES),
)
def test_gil_can_be_disabled(lock_options: Experiment, judge: Judge) -> None:
    """A free-threaded build can run with the GIL off, and threads overlap, or with the GIL on, and threads never do."""
    overlapped = "milliseconds overlapped"
    judge(
        every(
            lock_options.fact("lock", "asked off").equals("off"),
            lock_options.fact("lock", "asked on").equals("on"),
            lock_options.measured(overlapped, "asked on").at_most(5),
        ),
        given=lock_options.measured(overlapped, "asked off").reaches(5, refuted_at=0),
    )


@claim(
    "future.default-build-keeps-it",
    refuted_in=worlds_of_builds.lock_option_is_ignored,
    needs=(SINCE_3_13, DEFAULT_BUILD),
)
def test_default_build_keeps_it(lock_options: Experiment, judge: Judge) -> None:
    """The GIL cannot be turned off on a default build: told to run without it, the interpreter refuses to start."""
    judge(lock_options.fact("lock", "asked off").equals("refused"))


@claim_of_the_lock("future.plan-around-the-gil")
def test_plan_around_the_gil(turn_taking: Experiment, judge: Judge) -> None:
    """Here, programs must plan around the GIL.

    Ten threads wait at the same time, but no two threads compute at the same time.
    """
    judge(
        every(
            at_once(turn_taking, "waiting threads", 10),
            turn_taking.overlap("threads").none(beside="processes", refuted_from=5),
        )
    )
