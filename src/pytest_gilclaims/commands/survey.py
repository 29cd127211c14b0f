"""A survey: the claims on every CPython at hand, one after another, never two at once."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from pytest_gilclaims.commands.stops import Stop
from pytest_gilclaims.documents.suite import guide_revision
from pytest_gilclaims.facts.builds import Build
from pytest_gilclaims.report.matrix import Failure
from pytest_gilclaims.report.record import Record
from pytest_gilclaims.report.store import read_record

SETTINGS = "survey.ini"

Tell = Callable[[str], None]
"""Where progress is told."""


def origin() -> str:
    """Say what to install to have this very plugin elsewhere: its checkout or wheel, else its release."""
    distribution = importlib.metadata.distribution("pytest-gilclaims")
    with suppress(TypeError, ValueError, KeyError):
        url: str = json.loads(distribution.read_text("direct_url.json") or "")["url"]
        return url
    return f"pytest-gilclaims=={distribution.version}"


def prepare(build: Build, folder: Path, packages: Sequence[str] = ()) -> Path:
    """Make a clean environment with this plugin and some packages, by uv where it is installed.

    Returns its interpreter. Raises subprocess.CalledProcessError if that fails.
    """
    python = folder / "bin" / "python"
    uv = shutil.which("uv")
    shutil.rmtree(folder, ignore_errors=True)
    if uv:
        run([uv, "venv", "--python", build.executable, str(folder)])
        run([uv, "pip", "install", "--python", str(python), origin(), *packages])
    else:
        run([build.executable, "-m", "venv", str(folder)])
        run([str(python), "-m", "pip", "install", "-q", "--prefer-binary", origin(), *packages])
    return python


def run(command: Sequence[str]) -> None:
    """Run a command quietly."""
    subprocess.run(command, check=True, capture_output=True, text=True)


def visit(stop: Stop, folder: Path, arguments: Sequence[str], packages: Sequence[str] = ()) -> Record:
    """Run the claims on one interpreter, with some packages beside the plugin, and keep its record.

    Raises subprocess.CalledProcessError, OSError or ValueError if no complete record came of it.
    """
    path = folder / f"{stop.name}.json"
    # Absolute, as pytest is started in that folder and would look for a relative one below itself.
    python = prepare(stop.build, folder.absolute() / "environments" / stop.name, packages)
    path.unlink(missing_ok=True)
    command = [str(python), "-m", "pytest", "--claims", "-c", SETTINGS, f"--claims-json={path.name}", *arguments]
    # Whether claims surprise or not, the record tells; what else goes wrong leaves none that is complete.
    outcome = subprocess.run(command, cwd=folder, env=environment_of(stop), check=False, capture_output=True, text=True)
    if (record := complete_record(path)) is None:
        said = telling_line(outcome.stdout + outcome.stderr)
        raise ValueError(said or f"pytest exited with status {outcome.returncode}")
    return record


def environment_of(stop: Stop) -> dict[str, str]:
    """Make the variables of a visit: what this shell asks of its own Python and pytest is not asked of others."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST_"))}
    return environment | ({"PYTHON_GIL": "1"} if stop.lock_on else {})


def complete_record(path: Path) -> Record | None:
    """Return the record of a run that came to its end, if there is one."""
    with suppress(OSError, ValueError):
        record = read_record(path)
        return record if record.complete else None
    return None


def kept_record(path: Path) -> Record | None:
    """Return what an earlier survey left complete, if it is of the claims as they are now."""
    record = complete_record(path)
    is_of_now = record is not None and record.suite == guide_revision()
    return record if is_of_now else None


def settle(folder: Path, arguments: Sequence[str], packages: Sequence[str] = ()) -> None:
    """Make the folder of a survey, with settings of its own: those of a project around it have no say.

    They name the options for pytest, and the packages. Raises ValueError if an earlier survey had others, since its
    records would be taken up as if they answered the same.
    """
    beside = f"# Beside the plugin: {json.dumps(sorted(packages))}\n" if packages else ""
    settings = f"# A survey, with these options for pytest: {json.dumps(list(arguments))}\n{beside}[pytest]\n"
    file = folder / SETTINGS
    if file.exists() and (before := file.read_text(encoding="utf-8")) != settings:
        same_options = before.splitlines()[0] == settings.splitlines()[0]
        other = "packages" if same_options else "options for pytest"
        raise ValueError(f"{folder} contains a survey with other {other}: choose another folder (-o), or delete it")
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(settings, encoding="utf-8")


def survey(
    visited: Sequence[Stop], folder: Path, arguments: Sequence[str], tell: Tell, packages: Sequence[str] = ()
) -> tuple[list[tuple[Path, Record]], list[Failure]]:
    """Visit one interpreter after another, taking up what an earlier survey left complete.

    packages: what is installed beside the plugin. Raises ValueError if that survey had others, or other options for
    pytest.
    """
    settle(folder, arguments, packages)
    records: list[tuple[Path, Record]] = []
    failures: list[Failure] = []
    for number, stop in enumerate(visited, start=1):
        path = folder / f"{stop.name}.json"
        kept = kept_record(path)
        tell(f"{number} of {len(visited)}: {stop.title}{', using the record of an earlier run' if kept else ''}")
        try:
            records.append((path, kept or visit(stop, folder, arguments, packages)))
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            failures.append(Failure(title=stop.title, reason=reason_of(error)))
            tell(f"   failed: {failures[-1].reason}")
    return records, failures


def reason_of(error: Exception) -> str:
    """Say in one line why there is no record."""
    if isinstance(error, subprocess.CalledProcessError):
        return f"could not create an environment: {telling_line(error.stdout + error.stderr) or error}"
    return str(error)


def telling_line(output: str) -> str:
    """Return the line of a tool's output that says what is wrong: the last one that is an error, or else the last.

    What follows an error is a cause or what was printed by others (uv), or news of a release (pip).
    """
    lines = output.strip().splitlines()
    errors = [line for line in lines if line.lower().startswith("error")]
    return next(reversed(errors or lines), "").strip()
