"""The stops of a survey: each interpreter at hand, in each state of its lock."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytest_gilclaims.facts.builds import Build, executables

OLDEST = (3, 11)


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
    visited: list[Stop] = []
    for build in chosen_builds(wanted, found) if wanted else found:
        visited.append(Stop(build=build))
        if build.free_threaded:
            visited.append(Stop(build=build, lock_on=True))
    return list(dict.fromkeys(visited))


def chosen_builds(wanted: Sequence[str], found: Sequence[Build]) -> list[Build]:
    """Choose those that are wanted, each once: by a version among those that were found, or by a path.

    Raises ValueError, with the names at hand, for one that is not to be found, or is too old.
    """
    chosen: list[Build] = []
    for name in wanted:
        # Absolute, as ./python without its folder would be looked for on the PATH.
        at = Path(name).absolute() if os.sep in name else None
        build = Build.at(at) if at else next((one for one in found if is_called(one, name)), None)
        if build is None:
            called = {f"{one.python}{'t' if one.free_threaded else ''}" for one in found}
            names = ", ".join(sorted(called, key=lambda name: (version_of(name), name)))
            hint = f"name one of {names}, or the path of one" if names else "name the path of one"
            raise ValueError(f"no CPython {name} was found: {hint}")
        if version_of(build.python) < OLDEST:
            raise ValueError(f"CPython {build.version} is too old: name one from {'.'.join(map(str, OLDEST))} on")
        chosen.append(build)
    return list(dict.fromkeys(chosen))


def version_of(name: str) -> tuple[int, ...]:
    """Read the version in the name of an interpreter."""
    return tuple(int(part) for part in name.removesuffix("t").split("."))


def is_called(build: Build, name: str) -> bool:
    """Whether a build answers to a version, whole or in part."""
    version = name.removesuffix("t")
    is_version = build.version == version or build.version.startswith(f"{version}.")
    return is_version and build.free_threaded == name.endswith("t")


def builds_at_hand() -> Iterator[Build]:
    """Ask every interpreter in the usual places, and leave out those that are the same or too old."""
    seen: set[tuple[str, bool, str]] = set()
    for path in executables():
        build = Build.at(path)
        if build is None or version_of(build.python) < OLDEST:
            continue
        identity = (build.version, build.free_threaded, build.configure)
        if identity not in seen:
            seen.add(identity)
            yield build
