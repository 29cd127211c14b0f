"""A suite: the files that decide what claims test, and their revision."""

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from pytest_gilclaims.documents.guide import claim_files, guide
from pytest_gilclaims.documents.ledger import NAME as LEDGER
from pytest_gilclaims.documents.presentation import NAME as PRESENTATION

Placed = tuple[str, bytes]
"""A file's name within its suite, and its content."""


def revision_of(modules: Iterable[Path], folders: Sequence[Path]) -> str:
    """Digest modules with claims and what stands beside them, so that only equal suites are compared.

    folders: where claims are known to lie; modules elsewhere lie in the folder that they share. Where a folder lies
    makes no difference: a checkout and a wheel have the same claims.
    """
    found: list[Placed] = []
    rest = set(modules)
    for folder in folders:
        if inside := {module for module in rest if module.is_relative_to(folder)}:
            rest -= inside
            found += placed(inside, folder)
    if rest:
        found += placed(rest, Path(os.path.commonpath([module.parent for module in rest])))
    digest = hashlib.sha256()
    for name, content in sorted(found):
        digest.update(f"{name} {len(content)} ".encode() + content)
    return digest.hexdigest()[:12]


def guide_revision() -> str:
    """Digest the guide's claims."""
    folder = guide()
    return revision_of(claim_files(folder), [folder])


def placed(modules: Collection[Path], folder: Path) -> Iterator[Placed]:
    """Read modules, the files with their fixtures, their ledgers, and the head of the suite."""
    levels = {level for module in modules for level in module.parents if level.is_relative_to(folder)}
    beside = [folder / PRESENTATION, *(level / name for level in levels for name in ("conftest.py", LEDGER))]
    for file in {*modules, *filter(Path.is_file, beside)}:
        yield file.relative_to(folder).as_posix(), file.read_bytes()
