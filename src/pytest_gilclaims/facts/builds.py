"""Builds of CPython on this machine: the one that runs, and others in the usual places."""

from __future__ import annotations

import json
import os
import platform
import re
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

QUESTION = """\
import json, platform, sys, sysconfig
print(json.dumps({
    "version": platform.python_version(),
    "banner": sys.version,
    "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "configure": str(sysconfig.get_config_var("CONFIG_ARGS") or ""),
    "compiler": platform.python_compiler(),
}))
"""

PATIENCE_SECONDS = 20

NAME = re.compile(r"python3\.\d+t?")
"""What interpreters are called."""

BESIDE_THE_POINT = ("--disable-gil", "--prefix", "--exec-prefix")
"""Options of ``configure`` in which twins may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A CPython, as it describes itself."""

    executable: str
    version: str
    banner: str
    free_threaded: bool
    configure: str
    compiler: str

    @property
    def python(self) -> str:
        """The version of the language: ``3.13``."""
        return ".".join(self.version.split(".")[:2])

    @property
    def options(self) -> frozenset[str]:
        """How it was configured, as far as that bears on its speed."""
        return frozenset(word for word in shlex.split(self.configure) if not word.startswith(BESIDE_THE_POINT))

    def is_twin_of(self, other: Build) -> bool:
        """Whether both are of one version of Python, the one free-threaded and the other not."""
        return self.python == other.python and self.free_threaded != other.free_threaded

    def is_built_as(self, other: Build) -> bool:
        """Whether both differ in nothing but the lock, so that one's speed may be held against the other's."""
        return (self.version, self.compiler, self.options) == (other.version, other.compiler, other.options)

    @staticmethod
    def this() -> Build:
        """Describe the running interpreter."""
        return Build(
            executable=sys.executable,
            version=platform.python_version(),
            banner=sys.version,
            free_threaded=bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
            configure=str(sysconfig.get_config_var("CONFIG_ARGS") or ""),
            compiler=platform.python_compiler(),
        )

    @staticmethod
    def at(executable: Path) -> Build | None:
        """Ask an interpreter what it is; ``None`` if it does not answer."""
        return _asked(executable)

    @staticmethod
    def named(name: str) -> Iterator[Build]:
        """Find those whose executable has a name, such as ``python3.14t``."""
        for path in executables(re.compile(re.escape(name))):
            if build := _asked(path):
                yield build


@cache
def _asked(executable: Path) -> Build | None:
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        answer = subprocess.run(
            [executable, "-I", "-c", QUESTION], capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS
        )
        return Build(executable=str(executable), **json.loads(answer.stdout))
    return None


def executables(name: re.Pattern[str] = NAME) -> Iterator[Path]:
    """List interpreters on the PATH, beside this one, of pyenv, of uv and of the platform, without environments."""
    seen: set[Path] = set()
    for folder in dict.fromkeys(folders()):
        if folder.name == "shims" or os.path.exists(folder.parent / "pyvenv.cfg"):
            continue
        for path in contents(folder):
            if name.fullmatch(path.name) and path.is_file() and path.resolve() not in seen:
                seen.add(path.resolve())
                yield path


def folders() -> Iterator[Path]:
    """List the folders in which interpreters usually lie."""
    base, home = Path(sys.base_prefix), Path.home()
    yield base / "bin"
    yield from map(Path, os.get_exec_path())
    yield from (Path("/usr/bin"), Path("/usr/local/bin"))
    roots = [
        base.parent,
        Path(os.environ.get("PYENV_ROOT", home / ".pyenv")) / "versions",
        Path(os.environ.get("UV_PYTHON_INSTALL_DIR", home / ".local" / "share" / "uv" / "python")),
        Path("/Library/Frameworks/Python.framework/Versions"),
    ]
    for root in roots:
        yield from (folder / "bin" for folder in contents(root))


def contents(folder: Path) -> list[Path]:
    """List what lies in a folder, nothing if it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
