"""The asyncio example as a script of its own."""

from functools import partial

from pytest_gilclaims import Lab, Observation, Race

SCRIPT = """\
import asyncio
import time


async def fetch(name, seconds):
    print(name, "starting")
    SLEEP
    print(name, "done")
    return name


async def main():
    answers = await asyncio.gather(fetch("A", 2), fetch("B", 1), fetch("C", 3))
    print("all done:", answers)


asyncio.run(main())
"""


def written_sleep() -> str:
    """The line by which the script waits: reality."""
    return "await asyncio.sleep(seconds)"


def written_blocking_sleep() -> str:
    """A line that waits without letting anyone else in the loop run."""
    return "time.sleep(seconds)"


def run_example(sleep: str) -> Observation:
    """Run the example as a script of its own, with a line to sleep by, and keep the lines that it prints."""
    outcome = Lab.run_script(SCRIPT.replace("SLEEP", sleep))
    return Observation(
        wall=outcome.seconds,
        facts={"printed": outcome.stdout.splitlines() if outcome.status == 0 else None},
    )


def fetch_script(lab: Lab) -> Race:
    """The asyncio example as a script."""
    return Race("fetch script", {"script": partial(run_example, lab[written_sleep]())})
