"""The interpreter that runs: its version, its build and the state of its GIL."""

import hashlib
import multiprocessing
import platform
import sys
import sysconfig
from dataclasses import dataclass


def gil_is_enabled() -> bool:
    """Whether the GIL is on at this moment.

    The build flag does not tell: ``PYTHON_GIL``, ``-X gil`` and the import of an extension module that
    does not declare itself safe (PEP 703) change it at run time.
    """
    return bool(getattr(sys, "_is_gil_enabled", lambda: True)())


def jit_state() -> str:
    """Say whether the JIT compiler (PEP 744) is ``absent``, ``off`` or ``on``."""
    jit = getattr(sys, "_jit", None)
    if jit is None or not jit.is_available():
        return "absent"
    return "on" if jit.is_enabled() else "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """What a verdict is about: one interpreter, in one state."""

    implementation: str
    version: str
    build: str
    free_threaded: bool
    gil_enabled: bool
    jit: str
    start_method: str
    configure: str
    system: str

    @property
    def python(self) -> tuple[int, int]:
        """The version of the language: ``(3, 13)``."""
        major, minor = self.version.split(".")[:2]
        return int(major), int(minor)

    @property
    def key(self) -> str:
        """Name the column of a matrix: two interpreters that may answer differently differ here."""
        threading = "t" if self.free_threaded else ""
        lock = "on" if self.gil_enabled else "off"
        jit = "-jit" if self.jit == "on" else ""
        configured = hashlib.sha256(self.configure.encode()).hexdigest()[:6]
        return f"{self.implementation.lower()}-{self.version}{threading}-gil-{lock}{jit}-{self.system}-{configured}"

    @property
    def title(self) -> str:
        """Name the interpreter for a person: ``CPython 3.13.15 free-threaded, GIL off``."""
        build = " free-threaded" if self.free_threaded else ""
        jit = ", JIT on" if self.jit == "on" else ""
        return f"{self.implementation} {self.version}{build}, GIL {'on' if self.gil_enabled else 'off'}{jit}"


def this_interpreter() -> Interpreter:
    """Describe the running interpreter as it is now."""
    return Interpreter(
        implementation=platform.python_implementation(),
        version=platform.python_version(),
        build=sys.version,
        free_threaded=bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        gil_enabled=gil_is_enabled(),
        jit=jit_state(),
        # The default one, without settling on it.
        start_method=multiprocessing.get_all_start_methods()[0],
        configure=str(sysconfig.get_config_var("CONFIG_ARGS") or ""),
        system=f"{platform.system()}-{platform.machine()}".lower(),
    )
