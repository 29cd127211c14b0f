"""The kinds of hosts that the guide's claims tell apart."""

from importlib.util import find_spec

from gilclaims_guide import pyodide, unsafe
from gilclaims_guide.builds import plain_at_hand
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
SINCE_3_12 = since(3, 12)
SINCE_3_13 = since(3, 13)
BEFORE_3_14 = Condition(
    name="Python 3.13 or older",
    test=lambda host: host.interpreter.python < (3, 14),
    otherwise="newer than Python 3.13: run it on an older one",
)
FORK_BY_DEFAULT = Condition(
    name="fork by default",
    test=lambda host: host.interpreter.start_method == "fork",
    otherwise="processes are not forked by default here: run it on Linux with Python 3.13 or older",
)
LINUX = Condition(
    name="Linux",
    test=lambda host: host.interpreter.system.startswith("linux"),
    otherwise="not on Linux: run it there",
)
MACOS = Condition(
    name="macOS",
    test=lambda host: host.interpreter.system == "darwin",
    otherwise="not on macOS: run it there (on Windows nothing contains the scripts that must fail)",
)
NUMPY = Condition(
    name="NumPy",
    test=lambda host: find_spec("numpy") is not None,
    otherwise="NumPy is not installed: pip install numpy",
)
UNSAFE_FUNCTION = Condition(
    name="a C function that is not made for threads",
    test=lambda host: unsafe.is_at_hand(),
    otherwise="the C library has no memfrob: run it on Linux with glibc",
)


def _is_built_as_twin(twin: Build | None) -> bool:
    return twin is not None and twin.is_built_as(Build.this())


TWIN = Condition(
    name="the twin build",
    test=lambda host: twin_at_hand(host.given.get("twin")) is not None,
    otherwise="no interpreter of this version was found that differs in the lock: name one by --claims-with twin=PATH",
    options={"twin": twin_named},
)
LIKE_TWIN = Condition(
    name="the twin build, built alike",
    test=lambda host: _is_built_as_twin(twin_at_hand(host.given.get("twin"))),
    otherwise="the twin was built otherwise, by version, compiler or options of configure, so that its speed tells "
    "nothing of the lock: name another by --claims-with twin=PATH",
    options={"twin": twin_named},
)
FREE_THREADED_AT_HAND = Condition(
    name="a free-threaded build at hand",
    test=lambda host: host.interpreter.free_threaded or twin_at_hand(host.given.get("twin")) is not None,
    otherwise="no free-threaded build of this version was found: name one by --claims-with twin=PATH",
    options={"twin": twin_named},
)
PLAIN_NAME = Condition(
    name="an interpreter with the plain name",
    test=lambda host: plain_at_hand() is not None,
    otherwise="no interpreter with the plain name of this version was found: put one on the PATH",
)
SANDBOX = Condition(
    name="Pyodide and node",
    test=lambda host: "pyodide" in host.given and pyodide.has_node(),
    otherwise="no browser's sandbox is at hand: npm install pyodide, and name its folder by --claims-with pyodide=DIR",
    options={"pyodide": pyodide.folder_named},
)
EXTENSIONS = Condition(
    name="packages that stand for many",
    test=lambda host: bool(host.given.get("extensions")),
    otherwise="nobody said which packages stand for many: name some by --claims-with extensions=NAME,NAME",
    options={"extensions": packages_named},
)
