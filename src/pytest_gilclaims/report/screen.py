"""The live part of the screen: a line a section, and what is being measured while it is."""

import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

import pytest

from pytest_gilclaims.report import terminal
from pytest_gilclaims.report.record import ClaimRecord

REFRESH_SECONDS = 0.1


class Screen:
    """Writes through pytest's terminal reporter, in signs that the terminal can show."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self._reporter = reporter
        self._reporter.showfspath = False
        self._unicode = (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
        self._next_refresh = 0.0
        self._is_dirty = False

    def line(self, text: str, colour: str | None = None) -> None:
        """Write a line, over what was being measured."""
        self._erase()
        self._reporter.ensure_newline()
        self._reporter.write_line(self.readable(text), **({colour: True} if colour else {}))

    def group(self, section: str, claims: Sequence[ClaimRecord], broken: int) -> None:
        """Write the line of a section that is through."""
        self.line(terminal.group_line(section, claims, broken=broken))

    def progress(self, section: str, claim_id: str, rounds: int, nearness: float) -> None:
        """Show what is being measured, on a terminal, a few times a second."""
        now = time.perf_counter()
        if self._reporter.isatty() and now >= self._next_refresh:
            self._next_refresh = now + REFRESH_SECONDS
            self._is_dirty = True
            line = terminal.progress_line(section, claim_id, rounds, nearness)
            with self._past_capture():
                self._reporter.rewrite(self.readable(line), erase=True)
                self._reporter.flush()

    def readable(self, text: str) -> str:
        """Return the text in signs that the terminal can show."""
        return text if self._unicode else terminal.in_plain_letters(text)

    def _past_capture(self) -> AbstractContextManager[None]:
        # While a claim is heard, pytest captures what is written, by the reporter too.
        capture = self._reporter.config.pluginmanager.get_plugin("capturemanager")
        return nullcontext() if capture is None else capture.global_and_fixture_disabled()

    def _erase(self) -> None:
        if self._is_dirty:
            self._reporter.rewrite("", erase=True)
            self._reporter.rewrite("")
            self._is_dirty = False
