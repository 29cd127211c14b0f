"""Who examines a call: this interpreter or another one, which needs its standard library and no more."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytest_gilclaims.facts.builds import Build

OUR_PACKAGE = Path(__file__).absolute().parents[1]

OF_THIS_PYTHON = {"PYTHONHOME", "PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__"}
"""Variables that tell an interpreter where it is installed: no other can start with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examiner:
    """An interpreter that examines a call.

    environment: its variables, ``None`` for those of this process; ahead: where modules are looked for first; path:
    where else, ``None`` for where it looks by itself.
    """

    executable: str = sys.executable
    environment: Mapping[str, str] | None = None
    ahead: Sequence[str] = ()
    path: Sequence[str] | None = None


def this_one(path: Sequence[str]) -> Examiner:
    """Have this interpreter examine it."""
    return Examiner(path=[entry or str(Path.cwd()) for entry in path])


def another(build: Build, folder: Path) -> Examiner:
    """Have another interpreter examine it, which imports everything but this package from where it usually does.

    folder: an empty one, which lasts as long as the examination.
    """
    # Beside this package there may be others, for this interpreter and no other.
    (folder / OUR_PACKAGE.name).symlink_to(OUR_PACKAGE, target_is_directory=True)
    environment = {name: value for name, value in os.environ.items() if name not in OF_THIS_PYTHON}
    if not build.free_threaded:
        # It does not start if it is to do without its lock.
        environment.pop("PYTHON_GIL", None)
    return Examiner(
        executable=build.executable, environment=environment, ahead=[str(folder), str(Path.cwd())], path=None
    )
