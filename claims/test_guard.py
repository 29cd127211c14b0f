"""The guard: what becomes of a script that starts processes, with and without ``if __name__ == "__main__"``."""

import pytest

from pytest_gilclaims import Experiment, Judge, claim, worlds


@claim("guard.no-result", refuted_in=worlds.every_script_is_guarded)
@pytest.mark.parametrize(("method", "api"), [("spawn", "Pool")])
def test_no_result(pool_scripts: Experiment, judge: Judge) -> None:
    """Without the guard no result ever comes: the workers die as they start."""
    judge(
        pool_scripts.fact("result", "unguarded").equals("never comes"),
        given=pool_scripts.fact("result", "guarded").equals("came"),
    )


@claim("guard.runs-once-with-guard", refuted_in=worlds.no_script_is_guarded)
@pytest.mark.parametrize("method", ["spawn"])
def test_runs_once_with_guard(pool_scripts: Experiment, judge: Judge) -> None:
    """With the guard only the original process runs the code that starts others, though all import the script."""
    judge(
        pool_scripts.fact("spawning", "guarded").equals(1),
        given=pool_scripts.fact("imports", "guarded").at_least(1),
    )
