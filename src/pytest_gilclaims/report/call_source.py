"""The source of a call: how a module writes down what a person asked about as text."""

from __future__ import annotations

import ast
import re
import symtable
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from pytest_gilclaims.report.imports import imports_of, is_import

CALL, PREPARED = "the_call", "prepared"
"""The functions that a module of claims defines: to make the call, and to make what it is made with."""

LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSource:
    """A call, as a module writes it.

    imports: a statement each; definitions: functions and whatever else stands above the claims; arguments: what a
    question is given; names: what all of that defines; title: how a docstring names the call; subject: in one word.
    """

    imports: tuple[str, ...]
    definitions: tuple[str, ...]
    arguments: str
    names: frozenset[str]
    title: str
    subject: str


def source_of_function(function: str) -> CallSource:
    """Write a call of ``module:function``."""
    module, _, name = function.partition(":")
    return CallSource(
        imports=(f"import {module}",),
        definitions=(),
        arguments=f"{module}.{name}",
        names=frozenset({module.partition(".")[0]}),
        title=f"`{module}.{name}()`",
        subject=name.rpartition(".")[2],
    )


def source_of_statement(setup: str, text: str, *, shared: bool) -> CallSource:
    """Write a statement, and what is run before it: by each thread, or once for all if that is shared.

    Raises ValueError, in one sentence, for what no function can hold.
    """
    before, statements = ast.parse(setup).body, ast.parse(text).body or [ast.Pass()]
    head = list(takewhile(is_import, before))
    rest = before[len(head) :]
    written = [line_of(setup, node) for node in rest]
    bound = names_bound_by("\n".join(written))
    # What threads cannot change needs no copy for each of them.
    is_constant = all(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for node in rest)
    needed = () if is_constant else tuple(name for name in names_read_by(statements) if name in bound)
    made = [line_of(text, node) for node in statements]
    if isinstance(statements[-1], ast.Expr):
        made[-1] = f"return {made[-1]}"
    definitions = [definition_of_call(made, needed, awaited=is_awaited(statements))]
    if needed:
        what = "what all threads make the call with" if shared else "what a thread makes the call with"
        body = [f'"""Make {what}."""', *written, f"return {', '.join(needed)}"]
        definitions.insert(0, function_of(f"def {PREPARED}():", body))
    elif written:
        definitions.insert(0, "\n\n\n".join(written) if is_constant else "\n".join(written))
    source = CallSource(
        imports=tuple(imports_of(head)),
        definitions=tuple(definitions),
        arguments=f"{CALL}, {'shared' if shared else 'own'}={PREPARED}" if needed else CALL,
        names=names_bound_by(setup),
        title=title_of(text),
        subject=subject_of(statements),
    )
    refuse_what_no_function_can_hold(source, [*before, *statements])
    return source


def line_of(source: str, node: ast.stmt) -> str:
    """Return a statement as it was written, if it is one line that can be moved; written anew if it is longer."""
    written = ast.get_source_segment(source, node)
    return written if written is not None and "\n" not in written else ast.unparse(node)


def names_bound_by(source: str) -> frozenset[str]:
    """Name what a module defines."""
    symbols = symtable.symtable(source, "<setup>", "exec").get_symbols()
    return frozenset(each.get_name() for each in symbols if each.is_assigned() or each.is_imported())


def names_read_by(statements: Sequence[ast.stmt]) -> list[str]:
    """Name what statements read, each once, in the order of the text."""
    found = [node for each in statements for node in ast.walk(each) if isinstance(node, ast.Name)]
    in_order = sorted(found, key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(node.id for node in in_order if isinstance(node.ctx, ast.Load)))


def is_awaited(statements: Sequence[ast.stmt]) -> bool:
    """Whether statements await something."""
    nodes = (node for each in statements for node in ast.walk(each))
    return any(isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith) for node in nodes)


def definition_of_call(made: Sequence[str], needed: Sequence[str], *, awaited: bool) -> str:
    """Write the function that makes the call."""
    parameter = needed[0] if len(needed) == 1 else PREPARED if needed else ""
    unpacked = [f"{', '.join(needed)} = {PREPARED}"] if len(needed) > 1 else []
    header = f"{'async ' if awaited else ''}def {CALL}({parameter}):"
    return function_of(header, ['"""Make the call that the claims are about."""', *unpacked, *made])


def function_of(header: str, body: Sequence[str]) -> str:
    """Write a function."""
    return "\n".join([header, *(textwrap.indent(line, "    ") for line in body)])


def title_of(text: str) -> str:
    """Name a statement in a docstring: as it is, or by its first words if it is long, or would mean something else."""
    words = " ".join(text.split())
    if "\\" in words or '"""' in words or "`" in words:
        return "the call"
    return f"`{words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1].rstrip() + '…'}`"


def subject_of(statements: Sequence[ast.stmt]) -> str:
    """Name in one word what is called."""
    calls = [node for each in statements for node in ast.walk(each) if isinstance(node, ast.Call)]
    names = [re.findall(r"\w+", ast.unparse(call.func))[-1:] for call in calls]
    return next((name for found in names for name in found), "call")


def refuse_what_no_function_can_hold(source: CallSource, nodes: Sequence[ast.stmt]) -> None:
    """Raise ValueError for a call that means something else in a function, or nothing."""
    remedy = "put the call into a function of a module, and name that as MODULE:FUNCTION"
    if any(isinstance(node, ast.Global) for each in nodes for node in ast.walk(each)):
        raise ValueError(f"the call changes what is global, which no claim's function can hold: {remedy}")
    try:
        compile("\n".join([*source.imports, *source.definitions]), "<claims>", "exec")
    except SyntaxError as error:
        raise ValueError(f"the setup cannot stand in a function ({error.msg}): {remedy}") from error
