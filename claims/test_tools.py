"""The three tools: what each of them is."""

from pytest_gilclaims import Experiment, Judge, claim, worlds


@claim("tools.asyncio-juggles-thousands", refuted_in=worlds.waits_block_the_loop)
def test_asyncio_juggles_thousands(juggling: Experiment, judge: Judge) -> None:
    """Ten thousand tasks of one event loop wait at the same time, in no more than five times the time of one."""
    judge(
        juggling.fastest("tasks", unit="longest wait").at_most(
            5, refuted_without=juggling.fact("waiting at once", "tasks").reaches(10_000, refuted_at=1)
        )
    )
