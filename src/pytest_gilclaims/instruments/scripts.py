"""Scripts in a folder of their own."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pytest_gilclaims.instruments.contained import USUAL, Limits, Outcome, run_contained


def run_script(
    text: str,
    arguments: Sequence[str] = (),
    *,
    options: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    enough: Callable[[str, str], bool] = lambda stdout, stderr: False,
    seconds: float = USUAL.seconds,
    processes: int = USUAL.processes,
    output: int = USUAL.output,
    apart: bool = True,
    keep: Sequence[str] = (),
) -> Outcome:
    """Run a Python script in a folder of its own until it ends, enough was seen, or a limit is reached.

    seconds, processes, output: its limits; keep: files that it may write there, which are read when it has ended;
    the rest as for `run_contained`.
    """
    with written_script(text) as script:
        outcome = run_contained(
            script,
            arguments,
            options=options,
            environment=environment,
            enough=enough,
            limits=Limits(seconds=seconds, processes=processes, output=output),
            apart=apart,
        )
        files = [script.with_name(name) for name in keep]
        return replace(outcome, kept={file.name: file.read_text() for file in files if file.exists()})


@contextmanager
def written_script(text: str) -> Iterator[Path]:
    """Write a script to a folder of its own, for the length of the body."""
    with tempfile.TemporaryDirectory(prefix="gilclaims-") as folder:
        script = Path(folder, "script.py")
        script.write_text(text)
        yield script
