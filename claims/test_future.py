"""Free threading: what it is, and what it changes."""

from gilclaims_guide import worlds, worlds_of_builds
from gilclaims_guide.conditions import (
    BEFORE_3_14,
    EXTENSIONS,
    FREE_THREADED,
    FREE_THREADED_AT_HAND,
    PLAIN_NAME,
    SINCE_3_13,
)
from gilclaims_guide.declaring import at_once, claim_of_the_lock
from pytest_gilclaims import GIL_OFF, TWO_CORES, Experiment, Judge, Lab, claim, every, holds, refuted


@claim("future.threads-run-in-parallel", refuted_in=worlds.threads_take_turns, needs=(GIL_OFF, TWO_CORES))
def test_threads_run_in_parallel(looks: Experiment, judge: Judge) -> None:
    """Without the lock, threads of one process execute Python bytecode at the same instant."""
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
    "future.official-build",
    without_world="a build that calls itself free-threaded is read, not tried: what it does, other claims show",
    needs=FREE_THREADED_AT_HAND,
)
def test_official_build(builds: Experiment, judge: Judge) -> None:
    """There is an official build of this version without the lock, which says so."""
    judge(
        every(
            builds.fact("free-threaded", "free-threaded").equals(True),
            builds.fact("banner", "free-threaded").equals(True),
        )
    )


@claim("future.not-the-default", without_world="the flag of a build is read, not tried", needs=PLAIN_NAME)
def test_not_the_default(builds: Experiment, judge: Judge) -> None:
    """The free-threaded build is not the default: the interpreter with the plain name is another."""
    judge(builds.fact("free-threaded", "plain name").equals(False))


@claim(
    "future.extensions-not-ready",
    holds_in=worlds_of_builds.extensions_are_not_ready,
    expect=refuted,
    needs=(GIL_OFF, EXTENSIONS),
)
def test_extensions_not_ready(extension_modules: Experiment, judge: Judge) -> None:
    """Many extension modules are not ready: at least half of the packages that stand for many turn the lock on."""
    judge(extension_modules.fact("share not ready", "imported").at_least(0.5))


@claim("future.gil-can-be-disabled", refuted_in=worlds_of_builds.lock_option_is_ignored, needs=(SINCE_3_13, TWO_CORES))
def test_gil_can_be_disabled(lock_options: Experiment, lab: Lab, judge: Judge) -> None:
    """The lock can be switched off in a free-threaded build, where threads then run at once, and in no other."""
    if not lab.host.interpreter.free_threaded:
        judge(lock_options.fact("lock", "asked off").equals("refused"))
        return
    overlapped = "milliseconds overlapped"
    judge(
        every(
            lock_options.fact("lock", "asked off").equals("off"),
            lock_options.fact("lock", "asked on").equals("on"),
            lock_options.measured(overlapped, "asked on").at_most(5),
        ),
        given=lock_options.measured(overlapped, "asked off").reaches(5, refuted_at=0),
    )


@claim_of_the_lock("future.plan-around-the-gil")
def test_plan_around_the_gil(turn_taking: Experiment, judge: Judge) -> None:
    """Here one has to plan around the lock: ten threads wait at once, and no two compute at the same instant."""
    judge(
        every(
            at_once(turn_taking, "waiting threads", 10),
            turn_taking.overlap("threads").none(beside="processes", refuted_from=5),
        )
    )
