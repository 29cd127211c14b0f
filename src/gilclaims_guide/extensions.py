"""Extension modules, and which of them turn the lock on because they do not declare that they can do without."""

import importlib.util
import shlex
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from pytest_gilclaims import Lab, Observation, Race

SCRIPT = """\
import importlib
import sys
import warnings

warnings.simplefilter("ignore")
sys.path.append(sys.argv[1])
for name in sys.argv[2:]:
    try:
        importlib.import_module(name)
    except Exception:
        continue
    if sys._is_gil_enabled():
        print(name)
        break
"""

UNREADY = """\
#include <Python.h>

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "unready", NULL, -1};

PyMODINIT_FUNC PyInit_unready(void) { return PyModule_Create(&definition); }
"""
"""An extension module of the old kind, which says nothing of threads (PEP 703)."""

Importing = Callable[[Sequence[str]], Observation]
"""Imports the extension modules of some packages."""


def import_each(packages: Sequence[str]) -> Observation:
    """Import them package by package, each in a new process: reality.

    Facts: ``packages not ready``, those that turned the lock on, and ``share not ready``; none without packages.
    """
    started = time.perf_counter()
    unready = [package for package in packages if turns_lock_on(list(modules_of(package)))]
    facts = {"packages not ready": unready, "share not ready": len(unready) / len(packages)} if packages else {}
    return Observation(wall=time.perf_counter() - started, facts=facts)


def import_unready_first(packages: Sequence[str]) -> Observation:
    """Import them as if each had a module that does not declare itself.

    Facts: none where there is no compiler to make one with.
    """
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="gilclaims-") as folder:
        if not compile_unready(Path(folder)):
            return Observation(wall=time.perf_counter() - started)
        outcome = Lab.run_script(SCRIPT, [folder, "unready"])
    share = 1.0 if outcome.stdout.strip() else 0.0
    return Observation(wall=time.perf_counter() - started, facts={"share not ready": share})


def turns_lock_on(modules: Sequence[str]) -> bool:
    """Import modules one after another in a new process, and see whether the lock is on afterwards."""
    return bool(Lab.run_script(SCRIPT, ["", *modules]).stdout.strip())


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


def compile_unready(folder: Path) -> bool:
    """Make an extension module that does not declare itself; say whether there was a compiler for it."""
    source = folder / "unready.c"
    source.write_text(UNREADY)
    compiler = shlex.split(sysconfig.get_config_var("CC") or "cc")[:1]
    target = folder / f"unready{EXTENSION_SUFFIXES[0]}"
    command = [*compiler, "-shared", "-fPIC", f"-I{sysconfig.get_path('include')}", str(source), "-o", str(target)]
    if sys.platform == "darwin":
        command += ["-undefined", "dynamic_lookup"]
    with suppress(OSError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False


def extension_modules(lab: Lab) -> Race:
    """The extension modules of some packages, imported where there is no lock."""
    return Race("extension modules", {"imported": partial(lab[import_each], lab.given.get("extensions", ()))})
