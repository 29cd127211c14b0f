"""What lies beside the interpreter and was named for claims to use."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Things that claims may use where somebody named them.

    twin: an interpreter; pyodide: the folder of the npm package of that name; extensions: packages whose extension
    modules stand for all.
    """

    twin: Path | None = None
    pyodide: Path | None = None
    extensions: tuple[str, ...] = ()
