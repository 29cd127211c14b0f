"""What the system refuses: processes and threads that it does not start."""

from collections.abc import Iterator
from contextlib import contextmanager


class Unavailable(RuntimeError):  # noqa: N818 (it is no error of anybody's)
    """The system refuses the workers that an experiment needs: its claims are inconclusive."""


@contextmanager
def starting(what: str) -> Iterator[None]:
    """Start something in the body. Raises Unavailable, with the system's reason, if it cannot be started."""
    try:
        yield
    # A thread that cannot be started is a RuntimeError.
    except (OSError, RuntimeError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Unavailable(f"the system refuses to start {what}: {reason}") from error
