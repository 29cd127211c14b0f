"""The guard ``if __name__ == "__main__"``: how a script that starts processes behaves with it and without it."""

import pytest

from gilclaims_guide import worlds_of_scripts
from gilclaims_guide.conditions import FORK_BY_DEFAULT, MACOS
from pytest_gilclaims import Experiment, Judge, claim, holds, refuted

APIS = ["Pool", "ProcessPoolExecutor", "Process"]


@claim("guard.children-reimport-the-script", refuted_in=worlds_of_scripts.children_are_forked)
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_children_reimport_the_script(pool_scripts: Experiment, judge: Judge) -> None:
    """Child processes that are not forked from the script itself import it again, under a name other than __main__.

    Each of two workers imports it, or is forked from a server that did.
    """
    judge(
        pool_scripts.fact("workers without import", "guarded").equals(0),
        given=pool_scripts.fact("result", "guarded").equals("came"),
    )


@claim("guard.child-reruns-the-pool-line", refuted_in=worlds_of_scripts.every_script_is_guarded)
def test_child_reruns_the_pool_line(pool_scripts: Experiment, judge: Judge) -> None:
    """Without the guard, each child runs the line that starts the pool again, and dies."""
    judge(
        pool_scripts.fact("died", "unguarded").at_least(1),
        given=pool_scripts.fact("result", "guarded").equals("came"),
    )


@claim("guard.explosion-of-processes", holds_in=worlds_of_scripts.children_may_start_children, expect=refuted)
def test_explosion_of_processes(pool_scripts: Experiment, judge: Judge) -> None:
    """Without the guard, children start children, which start more children, without end."""
    judge(
        pool_scripts.fact("generations", "unguarded").at_least(3),
        given=pool_scripts.fact("result", "guarded").equals("came"),
    )


@claim("guard.no-result", refuted_in=worlds_of_scripts.every_script_is_guarded)
@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_no_result(pool_scripts: Experiment, judge: Judge) -> None:
    """Without the guard, no result ever arrives: the workers die as they start."""
    judge(
        pool_scripts.fact("result", "unguarded").equals("never comes"),
        given=pool_scripts.fact("result", "guarded").equals("came"),
    )


@claim(
    "guard.no-result",
    refuted_in=worlds_of_scripts.every_script_is_guarded,
    holds_in=worlds_of_scripts.children_are_spawned,
    expect=refuted.when(FORK_BY_DEFAULT),
)
@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("method", ["default"])
def test_no_result_by_default(pool_scripts: Experiment, judge: Judge) -> None:
    """With the default start method and without the guard, no result ever arrives."""
    judge(
        pool_scripts.fact("result", "unguarded").equals("never comes"),
        given=pool_scripts.fact("result", "guarded").equals("came"),
    )


@claim("guard.needed-on-windows-and-macos", refuted_in=worlds_of_scripts.every_script_is_guarded, needs=MACOS)
def test_needed_on_windows_and_macos(default_scripts: Experiment, judge: Judge) -> None:
    """On macOS, with the default start method and without the guard, no result ever arrives."""
    judge(
        default_scripts.fact("result", "unguarded").equals("never comes"),
        given=default_scripts.fact("result", "guarded").equals("came"),
    )


@claim(
    "guard.not-needed-on-linux",
    refuted_in=worlds_of_scripts.children_are_spawned,
    holds_in=worlds_of_scripts.children_are_forked,
    expect=holds.when(FORK_BY_DEFAULT),
)
@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("method", ["default"])
def test_not_needed_on_linux(pool_scripts: Experiment, judge: Judge) -> None:
    """With the default start method, a script works without the guard."""
    judge(
        pool_scripts.fact("result", "unguarded").equals("came"),
        given=pool_scripts.fact("result", "guarded").equals("came"),
    )


@claim("guard.runs-once-with-guard", refuted_in=worlds_of_scripts.no_script_is_guarded)
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_runs_once_with_guard(pool_scripts: Experiment, judge: Judge) -> None:
    """With the guard, only the original process runs the code that starts others, although others import the script."""
    judge(
        pool_scripts.fact("spawning", "guarded").equals(1),
        given=pool_scripts.fact("imports", "guarded").at_least(1),
    )
