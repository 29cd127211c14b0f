"""A compiled module that does not say that it can do without the lock, made where there is a compiler."""

import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from pytest_gilclaims import Unavailable

NAME = "unready"

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

Declaration = Callable[[], list[str]]
"""What a module says of the lock, as options of its compiler."""


def undeclared() -> list[str]:
    """Nothing, as every module that was written before there was anything to say: reality."""
    return []


def declared() -> list[str]:
    """That it can do without (``Py_mod_gil``, PEP 703)."""
    return ["-DDECLARED"]


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
