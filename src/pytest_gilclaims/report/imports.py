"""Imports, written one a line and sorted into blocks as formatters sort them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby


def is_import(node: ast.stmt) -> bool:
    """Whether a statement is an import."""
    return isinstance(node, ast.Import | ast.ImportFrom)


def imports_of(nodes: Sequence[ast.stmt]) -> Iterator[str]:
    """Write imports, one module a line."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (ast.unparse(ast.Import(names=[alias])) for alias in node.names)
        else:
            yield ast.unparse(node)


def blocks(lines: Iterable[str], own: Collection[str]) -> list[str]:
    """Sort imports into blocks: of the future, the standard library, others, and a project's own modules.

    own: the names of those modules.
    """

    def block(line: str) -> int:
        root = line.split()[1].partition(".")[0]
        return 0 if root == "__future__" else 1 if root in sys.stdlib_module_names else 3 if root in own else 2

    in_order = sorted(dict.fromkeys(lines), key=lambda line: (block(line), line.startswith("from"), line.split()[1]))
    return ["\n".join(group) for _, group in groupby(in_order, key=block)]
