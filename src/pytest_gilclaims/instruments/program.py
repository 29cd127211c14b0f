"""A program that runs beside the measuring and talks over its standard streams."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from pytest_gilclaims.instruments.interrupts import uninterrupted
from pytest_gilclaims.instruments.refusal import starting

PATIENCE_SECONDS = 5


@contextmanager
def running(
    command: Sequence[str], *, called: str, environment: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """Run a program for the length of the body: it is to end with its standard input, hence with this process.

    It has a session of its own: Ctrl-C is for the one who asks, and it yields to no busy program. called: how to name
    it in a sentence. Raises Unavailable if the system refuses to start it.
    """
    with ExitStack() as stack:
        with uninterrupted(), starting(called):
            process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            stack.callback(stop, process)
        yield process


def stop(process: "subprocess.Popen[str]") -> None:
    """End a program: politely by the end of its input, else by force."""
    with uninterrupted():
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
