"""A pytest session that decides claims: between pytest's items and our run."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_gilclaims.asking.judge import AsyncJudge, Judge
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.instruments.bench import Bench
from pytest_gilclaims.instruments.interrupts import terminating_as_interrupt
from pytest_gilclaims.report import terminal
from pytest_gilclaims.report.record import Broken, ClaimRecord
from pytest_gilclaims.report.screen import Screen
from pytest_gilclaims.running.hearing import Hearing
from pytest_gilclaims.running.run import Run
from pytest_gilclaims.session import takeover
from pytest_gilclaims.session.books import Books
from pytest_gilclaims.session.declaration import ASYNCIO, claim_of, is_async, source_of
from pytest_gilclaims.session.options import given_of, plan_of, world_named
from pytest_gilclaims.session.selection import presentation_of, scenes_of, select
from pytest_gilclaims.session.summary import reporter_of, sections

HEARING = pytest.StashKey[Hearing]()


class ClaimsSession:
    """Delegate of the plugin's hooks for one pytest session.

    Raises pytest.UsageError for options that cannot be met.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._made_screen: Screen | None = None
        self._shows_all = getattr(config.option, "verbose", 0) > 0
        takeover.own_screen(config)
        self._folders = takeover.choose_folders(config)
        plan = plan_of(config)
        with ExitStack() as stack:
            stack.enter_context(terminating_as_interrupt())
            self._run = Run(plan)
            stack.callback(self._run.close)
            config.add_cleanup(stack.pop_all().close)
        self._books = Books(config, self._run)

    def keeps(self, path: Path) -> bool | None:
        """Keep a claims folder and those above it from being ignored, in a virtual environment say."""
        return False if any(folder == path or folder.is_relative_to(path) for folder in self._folders) else None

    @property
    def bench(self) -> Bench:
        """What the experiments of this session share."""
        return self._run.bench

    # Collection

    def select(self, items: list[pytest.Item]) -> None:
        """Keep the claims that were asked for.

        Raises pytest.UsageError if that leaves none, or if something was asked for that is not there.
        """
        presentation = presentation_of(self._folders)
        patterns: Sequence[str] = self._config.option.claim
        if self._is_demonstration:
            patterns = [scene["claim"] for scene in presentation.scenes]
        selection = select(items, self._config, self._folders, patterns, failed=self._collection_failed())
        chosen = set(selection.chosen)
        if dropped := [item for item in items if item not in chosen]:
            self._config.hook.pytest_deselected(items=dropped)
        items[:] = selection.chosen
        claims = selection.claims.values()
        if name := self._config.option.claims_world:
            self._run.plan = replace(self._run.plan, world=world_named(name, claims))
        self._run.given = given_of(self._config, claims)
        self._run.selected = len(items)
        self._run.suite, self._run.outdated = selection.revision, selection.outdated
        self._run.statements = selection.statements
        self._run.question, self._run.answer = presentation.question, presentation.answer
        self._run.scenes = scenes_of(presentation)

    def _collection_failed(self) -> bool:
        return bool(self._reporter and self._reporter.stats.get("error"))

    def hear_warning(self, message: str) -> None:
        """Take note of a warning that was given: it may be of the lock."""
        self._run.lock.hear_warning(message)

    def begin(self) -> None:
        """Begin to hear the claims that were selected, on the interpreter as their modules have left it."""
        if (change := self._run.begin()) and self._screen:
            for line in terminal.wrapped(f"{change}; claims are decided for the interpreter as it is now", "yellow"):
                self._screen.line(*line)

    # One claim

    def open(self, item: pytest.Item) -> None:
        """Begin to hear an item's claim; skip it if it does not apply here."""
        claim = claim_of(item)
        assert claim is not None
        if is_async(item) and not hasattr(self._config.option, "asyncio_mode"):
            claim = replace(claim, needs=(*claim.needs, ASYNCIO))
        hearing = self._run.open_hearing(claim, item.nodeid, source_of(item))
        if isinstance(hearing, ClaimRecord):
            self._tell_properties(item, hearing)
            pytest.skip(hearing.reason)
        if screen := self._screen:
            hearing.proceedings.progress = lambda rounds, share: screen.progress(claim.section, claim.id, rounds, share)
        item.stash[HEARING] = hearing

    def lab(self, item: pytest.Item) -> Lab:
        """Open the lab to an item's claim."""
        return self._run.lab(self._hearing(item))

    def judge(self, item: pytest.Item) -> Judge | AsyncJudge:
        """Appoint the judge of an item's claim: one to be awaited if the claim is async."""
        proceedings = self._hearing(item).proceedings
        return AsyncJudge(proceedings) if is_async(item) else Judge(proceedings)

    def _hearing(self, item: pytest.Item) -> Hearing:
        hearing = item.stash.get(HEARING, None)
        if hearing is None:
            raise pytest.UsageError(f"{item.nodeid} is not a claim: decorate it with @claim(…)")
        return hearing

    def conclude(self, item: pytest.Item) -> None:
        """Turn the verdict on an item's claim into pytest's outcome."""
        hearing = item.stash[HEARING]
        try:
            claim = self._run.conclude(hearing)
        except ValueError as error:
            pytest.fail(str(error), pytrace=False)
        self._tell_properties(item, claim)
        self._books.enter(item, hearing)
        if self._run.fails(claim):
            pytest.fail(f"{claim.id}: {terminal.verdict_phrase(claim)} ({claim.reason})", pytrace=False)
        if not claim.is_decided:
            pytest.skip(f"{claim.verdict}: {claim.reason}")

    def _tell_properties(self, item: pytest.Item, claim: ClaimRecord) -> None:
        item.user_properties.append(("claim", claim.id))
        item.user_properties.append(("verdict", claim.verdict))
        if claim.metric:
            item.user_properties.append(("figure", terminal.figure_phrase(claim.metric)))

    def note_failure(self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
        """Note a claim whose own code failed before it came to a verdict."""
        claim = claim_of(item)
        if not report.failed or claim is None or call.excinfo is None:
            return
        if all(record.id != claim.id for record in self._run.claims):
            error = f"{call.excinfo.typename}: {call.excinfo.value}"
            self._run.broken.append(Broken(id=claim.id, nodeid=item.nodeid, error=error))

    def status_of(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Count an outcome without writing a letter for it: the sections' lines tell."""
        if report.when == "call" or not report.passed:
            category = "error" if report.failed and report.when != "call" else report.outcome
            return category, "", ""
        return "", "", ""

    def passed_on(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """Write the line of a section when its last claim is through, and keep the record."""
        claim = claim_of(item)
        following = claim_of(nextitem) if nextitem else None
        assert claim is not None
        self._books.refresh()
        if self._screen and (following is None or following.section != claim.section):
            claims = [record for record in self._run.claims if record.section == claim.section]
            broken = sum(broken.id.startswith(f"{claim.section}.") for broken in self._run.broken)
            self._screen.group(claim.section, claims, broken)

    # The end

    def finish(self, session: pytest.Session) -> None:
        """Close the books: rows for pytest-benchmark, the record, the exit status."""
        ended = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        heard = len(self._run.claims) + len(self._run.broken)
        if ended:
            self._books.make_rows()
            if heard == self._run.selected and self._run.decided_too_little:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
        self._books.close(complete=ended and heard == self._run.selected)

    def refuse_unwritten(self) -> None:
        """Raise pytest.UsageError if what was to be kept of the run could not be written."""
        self._books.refuse_unwritten()

    def summarize(self) -> None:
        """Write what is worth a look, and the count."""
        if not self._screen or not self._reporter or not self._run.selected:
            return
        for title, lines in sections(self._config.option, self._run, self._books, all_claims=self._shows_all):
            if lines:
                self._reporter.section(title)
            for line in lines:
                self._screen.line(*line)

    def header(self) -> list[str]:
        """Say where the claims are decided."""
        lines = terminal.header(self._run.record(complete=False))
        return [self._screen.readable(line) if self._screen else line for line in lines]

    def machine_info(self) -> dict[str, Any]:
        """Tell pytest-benchmark what its own description of the machine leaves out."""
        record = self._run.record(complete=False)
        return {"interpreter": dict(record.interpreter), "cores_usable": record.machine["cores_usable"]}

    def verdicts(self) -> dict[str, Any]:
        """Tell pytest-benchmark's JSON the verdicts beside the rows."""
        claims = {claim.id: {"verdict": claim.verdict, "expected": claim.expected} for claim in self._run.claims}
        return {"suite": self._run.suite, "mode": self._run.plan.mode, "claims": claims}

    @property
    def _is_demonstration(self) -> bool:
        return bool(self._config.option.claims_demo)

    @property
    def _reporter(self) -> pytest.TerminalReporter | None:
        return reporter_of(self._config)

    @property
    def _screen(self) -> Screen | None:
        if self._made_screen is None and self._reporter is not None:
            self._made_screen = Screen(self._reporter)
        return self._made_screen
