"""The takeover: what pytest and its other plugins must leave to claims in a run that decides some."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from pytest_gilclaims.documents.guide import claim_files, guide

TABLE_OPTIONS = tuple(
    f"--benchmark-{name}" for name in ("columns", "sort", "group-by", "name", "verbose", "compare", "histogram")
)
"""Whoever passes one of these wants to see pytest-benchmark's table."""


def own_screen(config: pytest.Config) -> None:
    """Keep the reporter from listing items by file: sections have a line each here, and -v is about claims."""
    option = config.option
    option.verbose = min(getattr(option, "verbose", 0), 0)
    if not any(str(argument).startswith(TABLE_OPTIONS) for argument in config.invocation_params.args):
        option.benchmark_quiet = True


def choose_folders(config: pytest.Config) -> list[Path]:
    """Return the folders with claims, which are collected unless others were named.

    A project's own if it sets ``claims_paths``, else the guide's; both with ``--claims-guide``. Raises
    pytest.UsageError for a folder that is not there.
    """
    own: list[Path] = config.getini("claims_paths")
    if missing := [path for path in own if not path.is_dir()]:
        raise pytest.UsageError(
            f"claims_paths names {missing[0]}, which is not a folder: correct it in the project's settings"
        )
    folders = [guide(), *own] if config.option.claims_guide or config.option.claims_demo or not own else own
    files = [file for folder in folders for file in claim_files(folder)]
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        # Files given one by one are collected whatever python_files says.
        config.args[:] = map(str, files)
    for pattern in ("test", "test_*"):
        config.addinivalue_line("python_functions", pattern)
    keep_apart(config, files)
    return folders


def keep_apart(config: pytest.Config, files: Sequence[Path]) -> None:
    """Let modules of one name, in suites that are no packages, be imported by their places.

    Worker processes import them by the same names, from the root of the project.
    """
    names = Counter(file.stem for file in files if not file.with_name("__init__.py").exists())
    if config.option.importmode == "prepend" and any(count > 1 for count in names.values()):
        config.option.importmode = "importlib"
        sys.path.append(str(config.rootpath))
