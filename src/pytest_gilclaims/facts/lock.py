"""The state of the GIL over the length of a run, and what switched it."""

import re
import sys
from collections.abc import Iterator, Set
from dataclasses import dataclass
from importlib import machinery

from pytest_gilclaims.facts.interpreter import gil_is_enabled

WARNING = re.compile(r"has been enabled to load module '([^']+)'")
"""What a free-threaded build warns of as it switches the lock on (PEP 703)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockChange:
    """The lock was switched. when: in a clause; modules: which of them may have done it, ``()`` if nobody knows."""

    is_on: bool
    when: str
    modules: tuple[str, ...]

    @property
    def cause(self) -> str:
        """Say what did it."""
        if not self.modules:
            return "for an unknown reason"
        if len(self.modules) == 1:
            return f"by the import of {self.modules[0]}, which has not declared that it can run without the GIL"
        return (
            f"by the import of one of {', '.join(self.modules)}, which has not declared that it can run without the GIL"
        )

    def __str__(self) -> str:
        return f"the GIL was switched {'on' if self.is_on else 'off'} {self.when}, {self.cause}"


class LockWatch:
    """Remembers the state of the lock, and which extension modules were there."""

    def __init__(self) -> None:
        self.changes: list[LockChange] = []
        self._is_on = gil_is_enabled()
        self._known = set(extension_modules_loaded())
        self._blamed: set[str] = set()

    def hear_warning(self, message: str) -> None:
        """Note whom the interpreter itself blames."""
        self._blamed.update(WARNING.findall(message))

    def look(self, when: str) -> LockChange | None:
        """Return what changed since the last look, ``None`` if nothing did. when: what was done since, in a clause."""
        is_on, loaded = gil_is_enabled(), set(extension_modules_loaded())
        new = loaded - self._known
        self._known = loaded
        if is_on == self._is_on:
            return None
        self._is_on = is_on
        change = LockChange(is_on=is_on, when=when, modules=tuple(sorted(self._suspects(new))))
        self.changes.append(change)
        return change

    def _suspects(self, new: Set[str]) -> Set[str]:
        blamed = {name for name in new if name in self._blamed or name.rpartition(".")[2] in self._blamed}
        return blamed or new


def extension_modules_loaded() -> Iterator[str]:
    """List the extension modules that were imported so far."""
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None) or "").endswith(tuple(machinery.EXTENSION_SUFFIXES)):
            yield name
