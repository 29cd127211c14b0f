"""The kinds of hosts that the guide's claims distinguish."""

import multiprocessing
from importlib.util import find_spec
from pathlib import Path

from gilclaims_guide import (
    compiling,
    extensions,
    interrupting,
    old_extensions,
    pyodide,
    rival,
    sampling,
    unready,
    unsafe,
)
from gilclaims_guide.builds import clean_path, free_threaded_at_hand, started_by_plain_name
from gilclaims_guide.disk import folder_on_disk
from gilclaims_guide.pairs import twin_at_hand, twin_named
from pytest_gilclaims import Build, Condition, since


def packages_named(names: str) -> tuple[str, ...]:
    """Read packages that were given. Raises ValueError if one of them is not installed."""
    packages = tuple(filter(None, names.split(",")))
    for package in packages:
        if find_spec(package.partition(".")[0]) is None:
            raise ValueError(f"{package!r} is not installed: install it, or leave it out")
    return packages


FREE_THREADED = Condition(
    name="free-threaded build",
    test=lambda host: host.interpreter.free_threaded,
    otherwise="this is not a free-threaded build: run it on one, such as python3.14t",
)
DEFAULT_BUILD = Condition(
    name="default build",
    test=lambda host: not host.interpreter.free_threaded,
    otherwise="this is a free-threaded build: run it on a default build",
)
SINCE_3_12 = since(3, 12)
SINCE_3_13 = since(3, 13)
FOUR_CORES = Condition(
    name="four usable cores",
    test=lambda host: host.machine.cores_usable >= 4,
    otherwise="fewer than four cores are usable (by affinity or quota): run it where four cores are usable",
)
BEFORE_3_14 = Condition(
    name="Python 3.13 or older",
    test=lambda host: host.interpreter.python < (3, 14),
    otherwise="this is newer than Python 3.13: run it on Python 3.13 or older",
)
FORK_BY_DEFAULT = Condition(
    name="fork by default",
    test=lambda host: host.interpreter.start_method == "fork",
    otherwise="fork is not the default start method here: run it on Linux with Python 3.13 or older",
)
CAN_FORK = Condition(
    name="fork and a fork server",
    test=lambda host: {"fork", "forkserver"} <= {*multiprocessing.get_all_start_methods()},
    otherwise="this system cannot fork processes: run it on Linux or macOS",
)
DISK = Condition(
    name="a disk",
    test=lambda host: folder_on_disk() is not None,
    otherwise="no usable folder is on a disk for which the system counts reads: on Linux, set TMPDIR to one that is",
)
SHARED_CORE = Condition(
    name="a core to share",
    test=lambda host: rival.can_share_a_core(),
    otherwise="threads cannot be bound to a core, or the system does not tell which thread used it: run it on Linux",
)
MACOS = Condition(
    name="macOS",
    test=lambda host: host.interpreter.system == "darwin",
    otherwise="this is not macOS: run it there (on Windows nothing contains the scripts that must fail)",
)
NUMPY = Condition(
    name="NumPy",
    test=lambda host: find_spec("numpy") is not None,
    otherwise="NumPy is not installed: pip install numpy",
)
OWN_MEMORY = Condition(
    name="a system that tells how much memory only one process uses",
    test=lambda host: Path("/proc/self/smaps_rollup").exists(),
    otherwise="the system does not tell how much memory only one process uses: run it on Linux",
)
PILLOW = Condition(
    name="Pillow",
    test=lambda host: find_spec("PIL") is not None,
    otherwise="Pillow is not installed: pip install pillow",
)
UNSAFE_FUNCTION = Condition(
    name="a C function that is not thread-safe",
    test=lambda host: unsafe.is_at_hand(),
    otherwise="the C library has no memfrob: run it on Linux with glibc",
)


def _is_built_as_twin(twin: Build | None) -> bool:
    return twin is not None and twin.is_built_as(Build.this())


TWIN = Condition(
    name="a twin build",
    test=lambda host: twin_at_hand(host.given.get("twin")) is not None,
    otherwise="no interpreter of this version was found that is the other build, with or without free threading: "
    "name one with --claims-with twin=PATH",
    options={"twin": twin_named},
)
LIKE_TWIN = Condition(
    name="a twin build with the same configuration",
    test=lambda host: _is_built_as_twin(twin_at_hand(host.given.get("twin"))),
    otherwise="the twin build has another version, compiler or configure options, so its speed says nothing about the "
    "GIL: name another one with --claims-with twin=PATH",
    options={"twin": twin_named},
)
FREE_THREADED_AT_HAND = Condition(
    name="an installed free-threaded build",
    test=lambda host: free_threaded_at_hand(host.given.get("twin")) is not None,
    otherwise="no free-threaded build of this version was found: name one with --claims-with twin=PATH",
    options={"twin": twin_named},
)
PLAIN_NAME = Condition(
    name="an interpreter with the plain name python3",
    test=lambda host: started_by_plain_name(clean_path()) is not None,
    otherwise="the system has no python3: install the one that the platform provides",
)
COMPILER = Condition(
    name="a C compiler",
    test=lambda host: unready.compiler() is not None,
    otherwise="no C compiler or no Python.h was found: install gcc and the headers of this interpreter",
)
SANDBOX = Condition(
    name="Pyodide and Node.js",
    test=lambda host: "pyodide" in host.given and pyodide.has_node(),
    otherwise="no browser's sandbox was found: npm install pyodide, and name its folder with --claims-with pyodide=DIR",
    options={"pyodide": pyodide.folder_named},
)
EXTENSIONS = Condition(
    name="packages with extension modules",
    test=lambda host: bool(extensions.packages_to_try(host.given.get("extensions"))),
    otherwise=f"fewer than {extensions.LEAST} of the usual packages with extension modules are installed: install "
    "more of them, or name packages to try with --claims-with extensions=NAME,NAME",
    options={"extensions": packages_named},
)
TIMERS = Condition(
    name="timers that count processor time",
    test=lambda host: interrupting.can_time_itself(),
    otherwise="the system has no timers that count processor time: run it on Linux or macOS",
)
THREAD_CLOCKS = Condition(
    name="clocks of other threads",
    test=lambda host: sampling.can_read_clocks(),
    otherwise="the system does not tell the processor time of other threads: run it on Linux",
)
JIT = Condition(
    name="a just-in-time compiler",
    test=lambda host: compiling.jit_is_available(),
    otherwise="this interpreter has no just-in-time compiler: run it on a build of Python 3.14 or newer that has one",
)
LOOPS_APART = Condition(
    name="event loops that do not share a lock",
    test=lambda host: host.interpreter.gil_enabled or host.interpreter.python >= (3, 14),
    otherwise="before Python 3.14, the event loops of a free-threaded build wait for one another: run it on 3.14t",
)
SINCE_3_14 = since(3, 14)
OLD_EXTENSION = Condition(
    name="an extension module with single-phase initialization",
    test=lambda host: old_extensions.are_at_hand(),
    otherwise="the standard library has no such extension module here: run it on a build with readline",
)
