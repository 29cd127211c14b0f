"""A statement: a call that is known as text, so that it can be made in any process."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import Any

from pytest_gilclaims.instruments.watching import Lane
from pytest_gilclaims.instruments.work import Pace, Work, again_and_again

NAME = "_call_of_the_statement_"
"""What nobody else calls a function."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement and what is to be run before it, or the name of a function: ``module:function``.

    shared: whether what is run before it is run once for all threads, rather than by each.
    """

    setup: str = ""
    text: str = ""
    function: str = ""
    shared: bool = False

    @property
    def title(self) -> str:
        """What a person wrote."""
        return f"{self.function}()" if self.function else self.text

    @property
    def is_awaited(self) -> bool:
        """Whether the statement awaits something."""
        return any(
            isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)) for node in ast.walk(ast.parse(self.text))
        )

    def made(self) -> Callable[[], Any]:
        """Run what is to be run before, and return a function that makes the call."""
        namespace: dict[str, Any] = {"__name__": "statement"}
        exec(compile(self.setup, "<setup>", "exec"), namespace)
        if self.function:
            module, _, name = self.function.partition(":")
            call: Callable[[], Any] = attrgetter(name)(import_module(module))
            return call
        tree = ast.parse(f"{'async ' if self.is_awaited else ''}def {NAME}(): pass")
        [definition] = tree.body
        assert isinstance(definition, (ast.FunctionDef, ast.AsyncFunctionDef))
        body = ast.parse(self.text, "<statement>").body
        if body and isinstance(body[-1], ast.Expr):
            body[-1] = ast.copy_location(ast.Return(body[-1].value), body[-1])
        definition.body = body or definition.body
        exec(compile(ast.fix_missing_locations(tree), "<statement>", "exec"), namespace)
        made: Callable[[], Any] = namespace[NAME]
        return made

    def work(self) -> Work:
        """Return the work of making the call. Raises whatever the text raises."""
        if self.shared or self.function:
            return Work(function=self.made(), title="the call")
        return Work(function=await_it if self.is_awaited else make_it, own=self.made, title="the call")


def make_it(call: Callable[[], Any]) -> Any:
    """Make a call."""
    return call()


async def await_it(call: Callable[[], Any]) -> Any:
    """Await a call."""
    return await call()


@cache
def work_here(statement: Statement) -> Work:
    """Return the work of a statement, made once in this process."""
    return Work(function=statement.made())


def state(statement: Statement, pace: Pace) -> Lane:
    """Make the call of a statement at a pace, in this process."""
    with work_here(statement).ready() as call:
        return again_and_again(call, pace)
