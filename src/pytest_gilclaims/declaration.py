"""Claims: executable tests of a statement, what is expected of them, and where they apply."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import TypeVar

import pytest

from pytest_gilclaims.companions import ALONE
from pytest_gilclaims.facts.builds import are_built_alike, find_plain, find_twin, this_build
from pytest_gilclaims.facts.interpreter import Interpreter
from pytest_gilclaims.facts.machine import Machine
from pytest_gilclaims.facts.surroundings import Surroundings
from pytest_gilclaims.judging.verdict import Verdict
from pytest_gilclaims.lab import sandbox, unsafe
from pytest_gilclaims.lab.worlds import World

MARK = "gilclaim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Where claims are decided: an interpreter on a machine, and what was named for it to use."""

    interpreter: Interpreter
    machine: Machine
    surroundings: Surroundings = field(default_factory=Surroundings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A kind of host. otherwise: why a claim that needs it does not apply elsewhere, and what would help."""

    name: str
    test: Callable[[Host], bool]
    otherwise: str


GIL_OFF = Condition(
    name="GIL off",
    test=lambda host: not host.interpreter.gil_enabled,
    otherwise="the GIL is on: run it on a free-threaded build without PYTHON_GIL=1",
)
GIL_ON = Condition(
    name="GIL on",
    test=lambda host: host.interpreter.gil_enabled,
    otherwise="the GIL is off: run it on a default build or with PYTHON_GIL=1",
)
FREE_THREADED = Condition(
    name="free-threaded build",
    test=lambda host: host.interpreter.free_threaded,
    otherwise="this is not a free-threaded build: run it on one, such as python3.14t",
)
SINCE_3_12 = Condition(
    name="Python 3.12 or newer",
    test=lambda host: host.interpreter.python >= (3, 12),
    otherwise="older than Python 3.12: run it on a newer one",
)
SINCE_3_13 = Condition(
    name="Python 3.13 or newer",
    test=lambda host: host.interpreter.python >= (3, 13),
    otherwise="older than Python 3.13: run it on a newer one",
)
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


def _has_like_twin(host: Host) -> bool:
    twin = find_twin(host.surroundings.twin)
    return twin is not None and are_built_alike(this_build(), twin)


TWIN = Condition(
    name="the twin build",
    test=lambda host: find_twin(host.surroundings.twin) is not None,
    otherwise="no interpreter of this version was found that differs in the lock: name one by --claims-twin",
)
LIKE_TWIN = Condition(
    name="the twin build, built alike",
    test=_has_like_twin,
    otherwise="the twin was built otherwise, by version, compiler or options of configure, so that its speed tells "
    "nothing of the lock: name another by --claims-twin",
)
FREE_THREADED_AT_HAND = Condition(
    name="a free-threaded build at hand",
    test=lambda host: host.interpreter.free_threaded or find_twin(host.surroundings.twin) is not None,
    otherwise="no free-threaded build of this version was found: name one by --claims-twin",
)
PLAIN_NAME = Condition(
    name="an interpreter with the plain name",
    test=lambda host: find_plain() is not None,
    otherwise="no interpreter with the plain name of this version was found: put one on the PATH",
)
SANDBOX = Condition(
    name="Pyodide and node",
    test=lambda host: host.surroundings.pyodide is not None and sandbox.has_node(),
    otherwise="no browser's sandbox is at hand: npm install pyodide, and name its folder by --claims-pyodide",
)
EXTENSIONS = Condition(
    name="packages that stand for many",
    test=lambda host: bool(host.surroundings.extensions),
    otherwise="nobody said which packages stand for many: name some by --claims-extensions",
)
TWO_CORES = Condition(
    name="two usable cores",
    test=lambda host: host.machine.cores_usable >= 2,
    otherwise="only one core is usable (by affinity or quota), and on one core nothing overlaps: run it where two are",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The verdict foreseen, by kind of host. It never touches the verdict reached."""

    verdict: Verdict
    conditions: tuple[Condition, ...] = ()

    def when(self, *conditions: Condition) -> Expectation:
        """Expect this verdict where one of the conditions is met, and the opposite elsewhere."""
        return replace(self, conditions=conditions)

    def on(self, host: Host) -> Verdict:
        """Return the verdict foreseen on a host."""
        if not self.conditions or any(condition.test(host) for condition in self.conditions):
            return self.verdict
        return opposite(self.verdict)


def opposite(verdict: Verdict) -> Verdict:
    """Turn *holds* into *refuted* and back."""
    return Verdict.REFUTED if verdict is Verdict.HOLDS else Verdict.HOLDS


holds = Expectation(verdict=Verdict.HOLDS)
refuted = Expectation(verdict=Verdict.REFUTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An executable test of one statement.

    id: section and name, with the case in brackets; refuted_in: a world in which a claim that holds must
    be refuted; holds_in: a world in which a claim that reality refutes must hold; without_world: why
    there is no such world.
    """

    id: str
    statement: str
    expect: Expectation
    needs: tuple[Condition, ...]
    refuted_in: World | None
    holds_in: World | None
    without_world: str | None

    @property
    def section(self) -> str:
        """The part of the document that the claim belongs to."""
        return self.id.partition(".")[0]

    @property
    def base(self) -> str:
        """The id without its case, as a ledger names it."""
        return self.id.partition("[")[0]

    def world_against(self, expected: Verdict) -> World | None:
        """Return the world in which a verdict must turn."""
        return self.refuted_in if expected is Verdict.HOLDS else self.holds_in

    def expected_in(self, world: World, host: Host) -> Verdict | None:
        """Return the verdict foreseen in a world; ``None`` in one that the claim does not name."""
        if world.name == "reality":
            return self.expect.on(host)
        if world is self.refuted_in:
            return Verdict.REFUTED
        return Verdict.HOLDS if world is self.holds_in else None

    def unmet(self, host: Host) -> Condition | None:
        """Return the first of the claim's needs that a host does not meet."""
        return next((condition for condition in self.needs if not condition.test(host)), None)


Test = TypeVar("Test", bound=Callable[..., object])

ID = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+")


def claim(
    id: str,  # noqa: A002 (the word that a claim is known by)
    *,
    refuted_in: World | None = None,
    holds_in: World | None = None,
    without_world: str | None = None,
    expect: Expectation = holds,
    needs: Condition | tuple[Condition, ...] = (),
) -> Callable[[Test], Test]:
    """Make a test function a claim; its docstring is the statement.

    id: ``section.name``; the cases of ``pytest.mark.parametrize`` follow it in brackets. Raises
    pytest.Collector.CollectError, which pytest shows as one sentence, for a malformed id, a missing
    statement, or a claim that names neither a world that turns it nor a reason why there is none.
    """

    def decorate(test: Test) -> Test:
        statement = " ".join((inspect.getdoc(test) or "").split())
        place = f"{inspect.getsourcefile(test)}: claim {id!r}"
        if not ID.fullmatch(id):
            raise pytest.Collector.CollectError(f"{place}: expected section.name in lower case, joined by hyphens")
        if not statement:
            raise pytest.Collector.CollectError(f"{place} states nothing: say the statement in its docstring")
        if not (refuted_in or holds_in or without_world):
            raise pytest.Collector.CollectError(
                f"{place} names no world that turns its verdict: add refuted_in=, holds_in= or without_world="
            )
        spec = Claim(
            id=id,
            statement=statement,
            expect=expect,
            needs=(needs,) if isinstance(needs, Condition) else needs,
            refuted_in=refuted_in,
            holds_in=holds_in,
            without_world=without_world,
        )
        marked = pytest.mark.thread_unsafe(reason=ALONE)(getattr(pytest.mark, MARK)(spec)(test))
        return pytest.mark.asyncio(marked) if inspect.iscoroutinefunction(test) else marked  # type: ignore[no-any-return]

    return decorate


def claim_of(item: pytest.Item) -> Claim | None:
    """Return the claim that an item tests, with its case in brackets, or ``None`` for an ordinary test."""
    mark = item.get_closest_marker(MARK)
    if mark is None:
        return None
    spec: Claim = mark.args[0]
    case = getattr(item, "callspec", None)
    return spec if case is None else replace(spec, id=f"{spec.id}[{case.id}]")
