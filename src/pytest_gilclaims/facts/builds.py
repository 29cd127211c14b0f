"""Other builds of CPython on this machine: the twin of the one that runs, and the one that has the plain name."""

import json
import os
import platform
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


@cache
def build_at(executable: Path) -> Build | None:
    """Ask an interpreter what it is; ``None`` if it does not answer."""
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        answer = subprocess.run(
            [executable, "-I", "-c", QUESTION], capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS
        )
        return Build(executable=str(executable), **json.loads(answer.stdout))
    return None


def this_build() -> Build:
    """Describe the running interpreter."""
    return Build(
        executable=sys.executable,
        version=platform.python_version(),
        banner=sys.version,
        free_threaded=bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        configure=str(sysconfig.get_config_var("CONFIG_ARGS") or ""),
        compiler=platform.python_compiler(),
    )


def are_twins(one: Build, other: Build) -> bool:
    """Whether two builds are of one version of Python, the one free-threaded and the other not."""
    return one.python == other.python and one.free_threaded != other.free_threaded


def are_built_alike(one: Build, other: Build) -> bool:
    """Whether two builds differ in nothing but the lock, so that one's speed may be held against the other's."""
    return (one.version, one.compiler, one.options) == (other.version, other.compiler, other.options)


@cache
def find_twin(named: Path | None = None) -> Build | None:
    """Find the twin of the running interpreter: the one named, else one on the PATH or beside this one.

    A twin that was built alike is preferred.
    """
    this = this_build()
    if named is not None:
        there = build_at(named)
        return there if there is not None and are_twins(this, there) else None
    name = f"python{this.python}{'' if this.free_threaded else 't'}"
    found = [build for path in places_of(name) if (build := build_at(path)) and are_twins(this, build)]
    return min(found, key=lambda build: not are_built_alike(this, build), default=None)


@cache
def find_plain() -> Build | None:
    """Find the interpreter that has the plain name of this version, outside of environments."""
    this = this_build()
    name = f"python{this.python}"
    builds = (build_at(path) for path in places_of(name) if not path.resolve().name.endswith("t"))
    return next((build for build in builds if build is not None and build.python == this.python), None)


def places_of(name: str) -> Iterator[Path]:
    """Look for an executable on the PATH and in the installations beside this one, leaving environments out."""
    base = Path(sys.base_prefix)
    version = name.removeprefix("python").removesuffix("t")
    beside = sorted(folder / "bin" for folder in base.parent.glob("*") if version in folder.name)
    folders = [Path(folder) for folder in os.get_exec_path()]
    for folder in dict.fromkeys([base / "bin", *folders, *beside]):
        path = folder / name
        if path.is_file() and not (folder.parent / "pyvenv.cfg").exists():
            yield path
