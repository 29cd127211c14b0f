"""Packages with extension modules, and which of them are not ready to run without the lock."""

import importlib.util
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from gilclaims_guide import native_packages
from gilclaims_guide.unready import unready_module
from pytest_gilclaims import Lab, Observation, Race

LEAST = 10
"""So many packages must be at hand, unless a person says which stand for many: fewer tell nothing of *many*."""

PATIENCE_SECONDS = 60.0
"""How long a package may take to be imported and used, be the machine ever so busy."""

SCRIPT = """\
import importlib
import json
import sys
import warnings

folder, package, first_use, *modules = sys.argv[1:]
sys.path.append(folder)
told = []


def lock_is_on():
    return sys._is_gil_enabled()


def told_of(warned):
    return [str(one.message) for one in warned if "GIL" in str(one.message)]


def outcome():
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        if lock_is_on():
            return {"state": "the lock was on before"}
        try:
            importlib.import_module(package)
        except Exception as error:
            return {"state": "does not import", "why": repr(error)}
        for module in modules:
            try:
                importlib.import_module(module)
            except Exception:
                continue
        if lock_is_on():
            return {"state": "turns the lock on", "why": told_of(warned)}
        try:
            exec(first_use, {})
        except Exception as error:
            return {"state": "ready", "why": repr(error)}
        return {"state": "turns the lock on" if lock_is_on() else "ready", "why": told_of(warned)}


print(json.dumps(outcome()), flush=True)
"""

READY, UNREADY, BROKEN = "ready", "turns the lock on", "does not import"

CONTROL = "_json"
"""An extension module of the standard library, which is ready wherever the build is."""

Listing = Callable[[str], Sequence[str]]
"""Lists the extension modules of a package."""


def its_modules(package: str) -> Sequence[str]:
    """Those that it has, but for those that are there to test it: reality."""
    return [name for name in modules_of(package) if "test" not in name]


def one_more_that_is_unready(package: str) -> Sequence[str]:
    """Add one that does not declare itself."""
    return [*its_modules(package), "unready"]


def modules_of(package: str) -> Iterator[str]:
    """List the extension modules of a package, or the package itself if it is one."""
    spec = None
    with suppress(ImportError, ValueError):
        spec = importlib.util.find_spec(package)
    if spec is None:
        return
    if spec.origin and spec.origin.endswith(tuple(EXTENSION_SUFFIXES)):
        yield package
    for folder in map(Path, spec.submodule_search_locations or ()):
        for file in sorted(folder.rglob("*")):
            if file.name.endswith(tuple(EXTENSION_SUFFIXES)):
                parts = file.relative_to(folder).with_name(file.name.partition(".")[0]).parts
                yield ".".join([package, *parts])


@cache
def listed_at_hand() -> tuple[str, ...]:
    """Find those packages of the list that are installed and have extension modules."""
    return tuple(name for name in native_packages.NAMES if its_modules(name))


def packages_to_try(given: Sequence[str] | None) -> Sequence[str]:
    """Return the packages that a person named, else those of the list that are at hand, if they are many enough."""
    if given:
        return given
    return listed_at_hand() if len(listed_at_hand()) >= LEAST else ()


def try_package(folder: Path, package: str, modules: Sequence[str]) -> str | None:
    """Import a package and its extension modules in a new interpreter, use it, and see what became of the lock.

    Returns ``ready``, ``turns the lock on`` or ``does not import``; ``None`` if there was no answer.
    """
    first_use = native_packages.FIRST_USES.get(package, "")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON_GIL"}
    outcome = Lab.run_script(
        SCRIPT, [str(folder), package, first_use, *modules], environment=environment, seconds=PATIENCE_SECONDS
    )
    if outcome.ended != "exited":
        return None
    if not outcome.stdout.strip():
        return BROKEN
    state: str = json.loads(outcome.stdout.strip().splitlines()[-1])["state"]
    return state if state in (READY, UNREADY, BROKEN) else None


def import_each(folder: Path, packages: Sequence[str], listing: Listing) -> Observation:
    """Try packages one by one, leaving out those that have no extension modules here.

    Facts: ``share not ready``, ``packages tried``, and the names of those that were ``not ready``, told apart; none if
    one of them gave no answer.
    """
    started = time.perf_counter()
    native = [package for package in packages if its_modules(package)]
    states = {package: try_package(folder, package, listing(package)) for package in native}
    wall = time.perf_counter() - started
    if not states or None in states.values():
        return Observation(wall=wall)
    unready = [package for package, state in states.items() if state != READY]
    facts = {
        "share not ready": len(unready) / len(states),
        "packages tried": len(states),
        "packages that turn the lock on": [name for name in unready if states[name] == UNREADY],
        "packages that do not import": [name for name in unready if states[name] == BROKEN],
    }
    # What an import does depends on nobody's load: what came to no end was left out above.
    return Observation(wall=wall, queued=0.0, facts=facts)


def import_controls(folder: Path) -> Observation:
    """Try a module that must be ready and one that must not be."""
    started = time.perf_counter()
    facts = {"standard module": try_package(folder, CONTROL, []), "unready module": try_package(folder, "unready", [])}
    return Observation(wall=time.perf_counter() - started, facts=facts)


def extension_modules(lab: Lab) -> Race:
    """Packages with extension modules, each imported and used where there is no lock; beside them two controls."""
    folder = lab.share(unready_module)
    packages = packages_to_try(lab.given.get("extensions"))
    return Race(
        "extension modules",
        {
            "packages": partial(import_each, folder, packages, lab[its_modules]),
            "controls": partial(import_controls, folder),
        },
    )
