"""Pyodide, if it is at hand: its module, its folder, and what runs it."""

import shutil
from pathlib import Path


def module_in(folder: Path) -> Path | None:
    """Find Pyodide's module in a folder, or where npm put it below."""
    places = (folder, folder / "node_modules" / "pyodide")
    return next((place / "pyodide.mjs" for place in places if (place / "pyodide.mjs").is_file()), None)


def folder_named(path: str) -> Path:
    """Read what was given as the folder of Pyodide. Raises ValueError if it is not there."""
    folder = Path(path)
    if module_in(folder) is None:
        raise ValueError(f"{path} has no pyodide.mjs: npm install pyodide there")
    return folder


def has_node() -> bool:
    """Whether there is something to run it with."""
    return shutil.which("node") is not None
