"""A survey: the claims on every CPython at hand, one after another, never two at once."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pytest_gilclaims.facts.builds import Build, build_at
from pytest_gilclaims.report.matrix import Failure
from pytest_gilclaims.report.record import Record, read_record
from pytest_gilclaims.suite import bundled_revision

OLDEST = (3, 11)
NAME = re.compile(r"python3\.\d+t?")
SETTINGS = "survey.ini"

Tell = Callable[[str], None]
"""Where progress is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One interpreter of a survey, in one state. lock_on: a free-threaded build that is asked to have its lock."""

    build: Build
    lock_on: bool = False

    @property
    def title(self) -> str:
        """Name it for a person."""
        kind = " free-threaded" if self.build.free_threaded else ""
        return f"CPython {self.build.version}{kind}{', PYTHON_GIL=1' if self.lock_on else ''}"

    @property
    def name(self) -> str:
        """Name it for files: builds of one version differ by how they were configured."""
        digest = hashlib.sha256(self.build.configure.encode()).hexdigest()[:6]
        return f"{self.build.version}{'t' if self.build.free_threaded else ''}-{digest}{'-gil' if self.lock_on else ''}"


def stops(wanted: Sequence[str]) -> list[Stop]:
    """Find the CPythons at hand, or those that are wanted: a version such as ``3.14t``, or a path.

    A free-threaded build is visited twice, without its lock and with it. Raises ValueError for a wanted one that is
    not to be found.
    """
    found = list(builds_at_hand())
    chosen: list[Build] = []
    for name in wanted:
        # Absolute, as ./python without its folder would be looked for on the PATH.
        at = Path(name).absolute() if os.sep in name else None
        build = build_at(at) if at else next((one for one in found if is_called(one, name)), None)
        if build is None:
            raise ValueError(f"no CPython {name} was found: name another, or the path of one")
        chosen.append(build)
    visited: list[Stop] = []
    for build in chosen or found:
        visited.append(Stop(build=build))
        if build.free_threaded:
            visited.append(Stop(build=build, lock_on=True))
    return list(dict.fromkeys(visited))


def is_called(build: Build, name: str) -> bool:
    """Whether a build answers to a version, whole or in part."""
    version = name.removesuffix("t")
    is_version = build.version == version or build.version.startswith(f"{version}.")
    return is_version and build.free_threaded == name.endswith("t")


def builds_at_hand() -> Iterator[Build]:
    """Ask every interpreter in the usual places, and leave out those that are the same or too old."""
    seen: set[tuple[str, bool, str]] = set()
    for path in executables():
        build = build_at(path)
        if build is None or tuple(map(int, build.python.split("."))) < OLDEST:
            continue
        identity = (build.version, build.free_threaded, build.configure)
        if identity not in seen:
            seen.add(identity)
            yield build


def executables() -> Iterator[Path]:
    """List interpreters on the PATH, of pyenv, of uv and of the platform, leaving environments out."""
    home = Path.home()
    roots = [
        Path(os.environ.get("PYENV_ROOT", home / ".pyenv")) / "versions",
        Path(os.environ.get("UV_PYTHON_INSTALL_DIR", home / ".local" / "share" / "uv" / "python")),
        Path("/Library/Frameworks/Python.framework/Versions"),
    ]
    folders = [Path(folder) for folder in os.get_exec_path()]
    folders += [Path("/usr/bin"), Path("/usr/local/bin")]
    folders += [folder / "bin" for root in roots for folder in contents(root)]
    seen: set[Path] = set()
    for folder in dict.fromkeys(folders):
        if folder.name == "shims" or os.path.exists(folder.parent / "pyvenv.cfg"):
            continue
        for path in contents(folder):
            if NAME.fullmatch(path.name) and path.resolve() not in seen:
                seen.add(path.resolve())
                yield path


def contents(folder: Path) -> list[Path]:
    """List a folder in order; one that is not there, or not to be read, has nothing in it."""
    with suppress(OSError):
        return sorted(folder.iterdir())
    return []


def origin() -> str:
    """Say what to install to have this very plugin elsewhere: its checkout or wheel, else its release."""
    distribution = importlib.metadata.distribution("pytest-gilclaims")
    with suppress(TypeError, ValueError, KeyError):
        url: str = json.loads(distribution.read_text("direct_url.json") or "")["url"]
        return url
    return f"pytest-gilclaims=={distribution.version}"


def prepare(build: Build, folder: Path) -> Path:
    """Make a clean environment with this plugin, by uv where it is installed; return its interpreter.

    Raises subprocess.CalledProcessError if that fails.
    """
    python = folder / "bin" / "python"
    uv = shutil.which("uv")
    shutil.rmtree(folder, ignore_errors=True)
    if uv:
        run([uv, "venv", "--python", build.executable, str(folder)])
        run([uv, "pip", "install", "--python", str(python), origin()])
    else:
        run([build.executable, "-m", "venv", str(folder)])
        run([str(python), "-m", "pip", "install", "-q", "--prefer-binary", origin()])
    return python


def run(command: Sequence[str]) -> None:
    """Run a command quietly."""
    subprocess.run(command, check=True, capture_output=True, text=True)


def visit(stop: Stop, folder: Path, arguments: Sequence[str]) -> Record:
    """Run the claims on one interpreter and keep its record.

    Raises subprocess.CalledProcessError, OSError or ValueError if no complete record came of it.
    """
    path = folder / f"{stop.name}.json"
    # Absolute, as pytest is started in that folder and would look for a relative one below itself.
    python = prepare(stop.build, folder.absolute() / "environments" / stop.name)
    path.unlink(missing_ok=True)
    command = [str(python), "-m", "pytest", "--claims", "-c", SETTINGS, f"--claims-json={path.name}", *arguments]
    # Whether claims surprise or not, the record tells; what else goes wrong leaves none that is complete.
    outcome = subprocess.run(command, cwd=folder, env=environment_of(stop), check=False, capture_output=True, text=True)
    if (record := complete_record(path)) is None:
        said = telling_line(outcome.stdout + outcome.stderr)
        raise ValueError(said or f"pytest ended with {outcome.returncode}")
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
    is_of_now = record is not None and record.suite == bundled_revision()
    return record if is_of_now else None


def settle(folder: Path, arguments: Sequence[str]) -> None:
    """Make the folder of a survey, with settings of its own: those of a project around it have no say.

    They name the options for pytest. Raises ValueError if an earlier survey had others, since its records would be
    taken up as if they answered the same.
    """
    settings = f"# A survey, with these options for pytest: {json.dumps(list(arguments))}\n[pytest]\n"
    file = folder / SETTINGS
    if file.exists() and file.read_text(encoding="utf-8") != settings:
        raise ValueError(f"{folder} has a survey with other options for pytest: name another folder (-o), or delete it")
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(settings, encoding="utf-8")


def survey(
    visited: Sequence[Stop], folder: Path, arguments: Sequence[str], tell: Tell
) -> tuple[list[tuple[Path, Record]], list[Failure]]:
    """Visit one interpreter after another, taking up what an earlier survey left complete.

    Raises ValueError if that survey had other options for pytest.
    """
    settle(folder, arguments)
    records: list[tuple[Path, Record]] = []
    failures: list[Failure] = []
    for number, stop in enumerate(visited, start=1):
        path = folder / f"{stop.name}.json"
        kept = kept_record(path)
        tell(f"{number} of {len(visited)}: {stop.title}{', kept from before' if kept else ''}")
        try:
            records.append((path, kept or visit(stop, folder, arguments)))
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            failures.append(Failure(title=stop.title, reason=reason_of(error)))
            tell(f"   failed: {failures[-1].reason}")
    return records, failures


def reason_of(error: Exception) -> str:
    """Say in one line why there is no record."""
    if isinstance(error, subprocess.CalledProcessError):
        return f"no environment could be made for it: {telling_line(error.stdout + error.stderr) or error}"
    return str(error)


def telling_line(output: str) -> str:
    """Return the line of a tool's output that says what is wrong: the last one that is an error, or else the last.

    What follows an error is a cause or what was printed by others (uv), or news of a release (pip).
    """
    lines = output.strip().splitlines()
    errors = [line for line in lines if line.lower().startswith("error")]
    return next(reversed(errors or lines), "").strip()
