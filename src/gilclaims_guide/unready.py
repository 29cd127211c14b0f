"""A compiled module that does not say that it can do without the lock, and what its import does to a process."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

from gilclaims_guide.workloads import compute_for
from pytest_gilclaims import Lab, Observation, Race, Unavailable

NAME = "unready"

LOOKS = 4
LOOK_SECONDS = 0.03

PATIENCE_SECONDS = 20.0

SOURCE = """\
#include <Python.h>

static PyModuleDef_Slot slots[] = {
#ifdef DECLARED
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL}
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "unready", .m_slots = slots};

PyMODINIT_FUNC PyInit_unready(void) { return PyModuleDef_Init(&definition); }
"""

SCRIPT = """\
import sys

from gilclaims_guide.unready import import_and_tell

import_and_tell(sys.argv[1], sys.argv[2])
"""

Declaration = Callable[[], list[str]]
"""What a module says of the lock, as options of its compiler."""

Moment = Callable[[str], str]
"""When a module is imported, at the ``start`` or at its first ``use``, given when it should be."""

Wish = Callable[[], dict[str, str]]
"""Variables that tell an interpreter what is wished of its lock."""


def undeclared() -> list[str]:
    """Nothing, as every module that was written before there was anything to say: reality."""
    return []


def declared() -> list[str]:
    """That it can do without (``Py_mod_gil``, PEP 703)."""
    return ["-DDECLARED"]


def as_put_off(moment: str) -> str:
    """When it should be: reality."""
    return moment


def never_put_off(moment: str) -> str:
    """At the start."""
    return "start"


def wished_off() -> dict[str, str]:
    """``PYTHON_GIL=0``: reality."""
    return {"PYTHON_GIL": "0"}


def wish_unheard() -> dict[str, str]:
    """Nothing."""
    return {}


def compiler() -> list[str] | None:
    """Return the command that compiles C for this interpreter, or ``None`` if there is none or no header for it."""
    command = shlex.split(sysconfig.get_config_var("CC") or "cc")[:1]
    has_header = Path(sysconfig.get_path("include"), "Python.h").is_file()
    return command if has_header and shutil.which(command[0]) else None


@contextmanager
def unready_module(options: tuple[str, ...] = ()) -> Iterator[Path]:
    """Compile the module ``unready`` and yield the folder that it is in, for `sys.path`.

    options: for the compiler. Raises Unavailable if there is no compiler that makes one.
    """
    with tempfile.TemporaryDirectory(prefix="gilclaims-") as name:
        folder = Path(name)
        source = folder / f"{NAME}.c"
        source.write_text(SOURCE)
        command = [*(compiler() or ["cc"]), *options, "-shared", "-fPIC", f"-I{sysconfig.get_path('include')}"]
        if sys.platform == "darwin":
            command += ["-undefined", "dynamic_lookup"]
        command += [str(source), "-o", str(folder / f"{NAME}{EXTENSION_SUFFIXES[0]}")]
        try:
            subprocess.run(command, capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise Unavailable(f"no C compiler made a module: {error}") from error
        yield folder


def lock_now() -> str:
    """Say whether the lock is ``on`` or ``off``."""
    return "on" if getattr(sys, "_is_gil_enabled", lambda: True)() else "off"


def milliseconds_overlapped() -> float:
    """Look at threads that compute, a few times."""
    tasks = [partial(compute_for, "numbers", LOOK_SECONDS)] * Lab.workers
    seen = Observation.of_looks(Lab.in_crowd(tasks) for _ in range(LOOKS))
    return 1000 * (seen.overlap or 0.0)


def import_and_tell(folder: str, moment: str) -> None:
    """Be a program that needs a module, and print as JSON what became of the lock."""
    sys.path.append(folder)
    told: dict[str, Any] = {"lock before": lock_now(), "milliseconds overlapped before": milliseconds_overlapped()}
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        if moment == "start":
            import_module(NAME)
        told["lock once started"] = lock_now()
        import_module(NAME)  # as a function does that needs it
        told["lock once used"] = lock_now()
    said = [str(one.message) for one in heard if one.category is RuntimeWarning]
    told["modules warned of"] = sum(f"'{NAME}'" in one for one in said)
    told["milliseconds overlapped after"] = milliseconds_overlapped()
    print(json.dumps(told))


def run_program(lab: Lab, declaration: Declaration, moment: str, wish: Wish) -> Observation:
    """Run such a program.

    Facts: ``lock before``, ``lock once started`` and ``lock once used`` (``on`` or ``off``), ``modules warned of``, and
    ``milliseconds overlapped before`` and ``… after`` the import. None if it ended otherwise, or if the lock was on
    before anything was imported.
    """
    folder = lab.share(unready_module, tuple(declaration()))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON_GIL"} | wish()
    outcome = Lab.run_script(
        SCRIPT, [str(folder), moment], environment=environment, seconds=PATIENCE_SECONDS, apart=False
    )
    told: dict[str, Any] = json.loads(outcome.stdout) if outcome.status == 0 else {}
    return Observation(wall=outcome.seconds, facts=told if told.get("lock before") == "off" else {})


def unready_imports(lab: Lab) -> Race:
    """A program that imports a module which says nothing of the lock: at its start, at first use, or told to have none."""
    program = partial(run_program, lab, lab[undeclared])
    return Race(
        "unready imports",
        {
            "at the start": partial(program, "start", wish_unheard),
            "put off": partial(program, lab[as_put_off]("use"), wish_unheard),
            "wished off": partial(program, "start", lab[wished_off]),
        },
    )
