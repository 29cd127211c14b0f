"""The decorator that makes a test function a claim, and the way back from an item of pytest to its claim."""

import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from pytest_gilclaims.asking.conditions import Condition
from pytest_gilclaims.asking.expectation import Expectation, holds
from pytest_gilclaims.instruments.world import World
from pytest_gilclaims.running.claim import Claim
from pytest_gilclaims.session.companions import ALONE

MARK = "gilclaim"

ASYNCIO = Condition(
    name="pytest-asyncio",
    test=lambda host: False,
    otherwise="pytest-asyncio is not loaded: load it with -p asyncio",
)
"""What an async claim needs, where it is not there."""

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

    id: ``section.name``; the cases of ``pytest.mark.parametrize`` follow it in brackets. A claim that asks a question
    need not name worlds: the question brings them. Any other that names neither a world that turns it nor a reason why
    there is none is refused by its judge. Raises pytest.Collector.CollectError, which pytest shows as one sentence,
    for a malformed id or a missing statement.
    """

    def decorate(test: Test) -> Test:
        statement = " ".join((inspect.getdoc(test) or "").split())
        place = f"{inspect.getsourcefile(test)}: claim {id!r}"
        if not ID.fullmatch(id):
            raise pytest.Collector.CollectError(f"{place}: expected section.name, in lower case with hyphens")
        if not statement:
            raise pytest.Collector.CollectError(f"{place} has no statement: write it in the docstring")
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


def is_async(item: pytest.Item) -> bool:
    """Whether an item's test is a coroutine function."""
    return inspect.iscoroutinefunction(getattr(item, "function", None))


def source_of(item: pytest.Item) -> str:
    """Return the text of the function that tests a claim."""
    function = getattr(item, "function", None)
    try:
        return textwrap.dedent(inspect.getsource(function)) if function is not None else ""
    except OSError:
        return ""
