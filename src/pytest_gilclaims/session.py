"""A pytest session that decides claims: between pytest's items and our run."""

from __future__ import annotations

import difflib
import inspect
import os
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from pytest_gilclaims import ledger
from pytest_gilclaims.bundle import bundled_claims, claim_files
from pytest_gilclaims.declaration import Claim, Condition, claim_of
from pytest_gilclaims.document import sentences_of
from pytest_gilclaims.facts.builds import find_twin, this_build
from pytest_gilclaims.facts.surroundings import Surroundings
from pytest_gilclaims.judging.verdict import Verdict
from pytest_gilclaims.keeping import RecordFile
from pytest_gilclaims.lab.bench import Bench
from pytest_gilclaims.lab.interrupts import terminating_as_interrupt
from pytest_gilclaims.lab.sandbox import module_in
from pytest_gilclaims.lab.worlds import WORLDS, reality
from pytest_gilclaims.laboratory import AsyncJudge, Judge, Laboratory
from pytest_gilclaims.report import demo, terminal
from pytest_gilclaims.report.files import FileError, replace_text
from pytest_gilclaims.report.matrix import merge
from pytest_gilclaims.report.record import Broken, ClaimRecord, Statement
from pytest_gilclaims.report.screen import Screen
from pytest_gilclaims.rows import Measured, record_rows
from pytest_gilclaims.run import Hearing, Plan, Run, matches, unmatched
from pytest_gilclaims.suite import revision_of

HEARING = pytest.StashKey[Hearing]()

REPORTING = "keeping the record"

TABLE_OPTIONS = tuple(
    f"--benchmark-{name}" for name in ("columns", "sort", "group-by", "name", "verbose", "compare", "histogram")
)
"""Whoever passes one of these wants to see pytest-benchmark's table."""

ASYNCIO = Condition(
    name="pytest-asyncio",
    test=lambda host: False,
    otherwise="pytest-asyncio is not loaded: load pytest-asyncio too: -p asyncio",
)
"""What an async claim needs, where it is not there."""


class ClaimsSession:
    """Delegate of the plugin's hooks for one pytest session.

    Raises pytest.UsageError for options that cannot be met.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._page_path: Path | None = config.option.claims_html
        self._made_screen: Screen | None = None
        self._unwritten: pytest.UsageError | None = None
        self._own_screen()
        self._choose_paths()
        self._measured: dict[tuple[str, str], Measured] = {}
        plan = plan_of(config)
        with ExitStack() as stack:
            stack.enter_context(terminating_as_interrupt())
            self._run = Run(plan, surroundings=surroundings_of(config))
            stack.callback(self._run.close)
            config.add_cleanup(stack.pop_all().close)
        path: Path | None = config.option.claims_json
        self._record = RecordFile(path, lambda complete: self._run.record(complete=complete)) if path else None
        if self._record:
            self._record.refresh()

    # What pytest and its other plugins must leave to claims

    def _own_screen(self) -> None:
        option = self._config.option
        # The reporter would list items by file; sections have a line each here, and -v is about claims.
        self._shows_all = getattr(option, "verbose", 0) > 0
        option.verbose = min(getattr(option, "verbose", 0), 0)
        if not any(str(argument).startswith(TABLE_OPTIONS) for argument in self._config.invocation_params.args):
            option.benchmark_quiet = True

    def _choose_paths(self) -> None:
        config = self._config
        own: list[Path] = config.getini("claims_paths")
        if missing := [path for path in own if not path.is_dir()]:
            raise pytest.UsageError(
                f"claims_paths names {missing[0]}, which is no folder: correct it in the project's settings"
            )
        self._folders = [bundled_claims(), *own]
        if config.args_source is not pytest.Config.ArgsSource.ARGS:
            # Files given one by one are collected whatever python_files says.
            config.args[:] = [str(file) for folder in self._folders for file in claim_files(folder)]
        for pattern in ("test", "test_*"):
            config.addinivalue_line("python_functions", pattern)

    def keeps(self, path: Path) -> bool | None:
        """Keep a claims folder and those above it from being ignored, in a virtual environment say."""
        return False if any(folder == path or folder.is_relative_to(path) for folder in self._folders) else None

    @property
    def bench(self) -> Bench:
        """What the experiments of this session share."""
        return self._run.bench

    # Collection

    def select(self, items: list[pytest.Item]) -> None:
        """Keep the claims that were asked for, section by section.

        Raises pytest.UsageError if that leaves none, or if an id is given twice.
        """
        claims = {item: claim for item in items if (claim := claim_of(item))}
        ids = Counter(claim.id for claim in claims.values())
        if twice := next((claim_id for claim_id, count in ids.items() if count > 1), None):
            places = " and ".join(item.nodeid for item, claim in claims.items() if claim.id == twice)
            raise pytest.UsageError(f"claim {twice!r} is made twice, by {places}: rename one")
        ledgers = self._ledgers_of(claims)
        self._hold_against(ledgers, claims)
        self._run.outdated = self._outdated(ledgers.values())
        self._run.statements = tuple(
            Statement(**asdict(entry)) for entered in ledgers.values() for entry in entered.entries
        )
        patterns: Sequence[str] = demo.CLAIMS if self._is_demonstration else self._config.option.claim
        for pattern in unmatched(patterns, list(ids)):
            raise pytest.UsageError(f"no claim is named {pattern!r}: {suggestion(pattern, ids)}")
        chosen = {
            item: claim.section
            for item, claim in claims.items()
            if not patterns or any(matches(claim.id, pattern) for pattern in patterns)
        }
        if not chosen and not self._config.option.collectonly and not self._collection_failed():
            raise pytest.UsageError(
                f"no claims in {', '.join(map(str, self._config.args))}: name a folder that has some"
            )
        if dropped := [item for item in items if item not in chosen]:
            self._config.hook.pytest_deselected(items=dropped)
        sections = list(dict.fromkeys(chosen.values()))
        items[:] = sorted(chosen, key=lambda item: sections.index(chosen[item]))
        self._run.selected = len(chosen)
        self._run.suite = revision_of({item.path for item in claims}, self._folders)

    def _ledgers_of(self, claims: dict[pytest.Item, Claim]) -> dict[Path, ledger.Ledger]:
        """Read the ledgers of all folders with claims, or of those that the claims of a part lie in."""
        is_part = self._config.args_source is pytest.Config.ArgsSource.ARGS
        try:
            return {
                folder: ledger.read_ledger(folder / ledger.NAME)
                for folder in self._folders
                if (folder / ledger.NAME).exists()
                and (not is_part or any(item.path.is_relative_to(folder) for item in claims))
            }
        except ValueError as error:
            raise pytest.UsageError(str(error)) from error

    def _hold_against(self, ledgers: dict[Path, ledger.Ledger], claims: dict[pytest.Item, Claim]) -> None:
        """Refuse a suite that does not fit the ledgers beside it. Of a part nothing follows."""
        option = self._config.option
        is_part = self._config.args_source is pytest.Config.ArgsSource.ARGS or self._collection_failed()
        if is_part or any(getattr(option, name, None) for name in ("keyword", "markexpr", "deselect", "lf")):
            return
        for folder, entered in ledgers.items():
            ids = {claim.base for item, claim in claims.items() if item.path.is_relative_to(folder)}
            if found := list(ledger.contradictions(entered, ids)):
                more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
                raise pytest.UsageError(f"{entered.path}: {found[0]}{more}")

    def _outdated(self, ledgers: Iterable[ledger.Ledger]) -> frozenset[str]:
        """Name the claims whose sentences have changed in the document."""
        document: Path | None = self._config.option.claims_document
        if document is None:
            return frozenset()
        try:
            text = document.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise pytest.UsageError(f"--claims-document: cannot read {document} ({error})") from error
        outdated = (ledger.outdated(entered, list(sentences_of(text, entered.layout))) for entered in ledgers)
        # A document that has nothing to do with a ledger would make all of its claims outdated: the nearest counts.
        return min(outdated, key=len, default=frozenset())

    def _collection_failed(self) -> bool:
        return bool(self._reporter and self._reporter.stats.get("error"))

    def hear_warning(self, message: str) -> None:
        """Take note of a warning that was given: it may be of the lock."""
        self._run.lock.hear_warning(message)

    def begin(self) -> None:
        """Begin to hear the claims that were selected, on the interpreter as their modules have left it."""
        if (change := self._run.begin()) and self._screen:
            for line in terminal.wrapped(f"{change}; the claims are about the interpreter as it is now", "yellow"):
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

    def laboratory(self, item: pytest.Item) -> Laboratory:
        """Open the lab to an item's claim."""
        return self._run.laboratory(self._hearing(item))

    def judge(self, item: pytest.Item) -> Judge | AsyncJudge:
        """Appoint the judge of an item's claim: one to be awaited if the claim is async."""
        proceedings = self._hearing(item).proceedings
        return AsyncJudge(proceedings) if is_async(item) else Judge(proceedings)

    def _hearing(self, item: pytest.Item) -> Hearing:
        hearing = item.stash.get(HEARING, None)
        if hearing is None:
            raise pytest.UsageError(f"{item.nodeid} is no claim: decorate it with @claim(…)")
        return hearing

    def conclude(self, item: pytest.Item) -> None:
        """Turn the verdict on an item's claim into pytest's outcome."""
        hearing = item.stash[HEARING]
        try:
            claim = self._run.conclude(hearing)
        except ValueError as error:
            pytest.fail(str(error), pytrace=False)
        self._tell_properties(item, claim)
        experiment = hearing.proceedings.experiment
        if experiment is not None:
            measured = Measured(race=experiment.race, world=claim.world, item=item)
            self._measured.setdefault((measured.race.name, measured.world), measured)
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
        if self._record:
            with self._run.durations.of(REPORTING):
                self._record.refresh()
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
            record_rows(self._config, self._measured.values())
            if heard == self._run.selected and self._run.decided_too_little:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
        complete = ended and heard == self._run.selected
        try:
            if self._record:
                with self._run.durations.of(REPORTING):
                    self._record.write(complete=complete)
            self._run.close()
            if complete and self._page_path is not None:
                self._write_page(self._page_path)
        except pytest.UsageError as error:
            # Told when the verdicts have been: a full disk is no reason to lose them.
            self._unwritten = error

    def refuse_unwritten(self) -> None:
        """Raise pytest.UsageError if what was to be kept of the run could not be written."""
        if self._unwritten is not None:
            raise self._unwritten

    def summarize(self) -> None:
        """Write what is worth a look, and the count."""
        if not self._screen or not self._reporter or not self._run.selected:
            return
        record = self._run.record(complete=False)
        if self._is_demonstration:
            title, lines = "demonstration", list(demo.demonstration(record))
        else:
            title = "claims" if self._shows_all else "claims worth a look"
            lines = list(terminal.summary(record, all_claims=self._shows_all))
        if lines:
            self._reporter.section(title)
            for line in lines:
                self._screen.line(*line)
        self._reporter.section("verdicts")
        if self._run.plan.world is None:
            for line in terminal.falsification(record):
                self._screen.line(*line)
        if self._config.option.claims_durations:
            for line in terminal.durations(record):
                self._screen.line(*line)
        for change in record.lock_changes:
            self._screen.line(change, "yellow")
        self._screen.line(*terminal.closing(record))
        if self._run.decided_too_little:
            decided = sum(claim.is_decided for claim in record.claims)
            self._screen.line(
                f"too few verdicts: {decided} decided, at least {self._run.least_decided} wanted (claims_min_decided)",
                "red",
            )
        if self._record and not self._unwritten:
            self._screen.line(f"record: {self._record.path}")
        if self._page_path and not self._unwritten:
            told = self._page_path if self._page_path.exists() else "none, as the run was cut short"
            self._screen.line(f"page: {told}")
        if "GITHUB_ACTIONS" in os.environ:
            for annotation in terminal.github_annotations(record):
                self._screen.line(annotation)

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
        return self._config.pluginmanager.get_plugin("terminalreporter")

    @property
    def _screen(self) -> Screen | None:
        if self._made_screen is None and self._reporter is not None:
            self._made_screen = Screen(self._reporter)
        return self._made_screen

    def _write_page(self, path: Path) -> None:
        # Only now that nothing is measured any more: a library could switch the GIL on.
        from pytest_gilclaims.report.html import page

        record = self._run.record(complete=True)
        try:
            replace_text(path, page(merge([(path, record)]), [record]))
        except FileError as error:
            raise pytest.UsageError(f"--claims-html: {error}") from error


def is_async(item: pytest.Item) -> bool:
    """Whether an item's test is a coroutine function."""
    return inspect.iscoroutinefunction(getattr(item, "function", None))


def source_of(item: pytest.Item) -> str:
    """Return the text of the function that tests a claim."""
    function = getattr(item, "function", None)
    try:
        return textwrap.dedent(inspect.getsource(function)) if function is not None else ""
    except OSError:
        return ""


def surroundings_of(config: pytest.Config) -> Surroundings:
    """Read what was named for claims to use.

    Raises pytest.UsageError for something that is not what it should be.
    """
    twin: Path | None = config.option.claims_twin
    pyodide: Path | None = config.option.claims_pyodide
    if twin is not None and find_twin(twin) is None:
        this = this_build()
        kind = "default" if this.free_threaded else "free-threaded"
        raise pytest.UsageError(f"--claims-twin: {twin} is no {kind} build of CPython {this.python}: name one")
    if pyodide is not None and module_in(pyodide) is None:
        raise pytest.UsageError(f"--claims-pyodide: {pyodide} has no pyodide.mjs: npm install pyodide there")
    for package in config.option.claims_extensions:
        if find_spec(package.partition(".")[0]) is None:
            raise pytest.UsageError(f"--claims-extensions: {package!r} is not installed: install it, or leave it out")
    return Surroundings(twin=twin, pyodide=pyodide, extensions=config.option.claims_extensions)


def suggestion(wrong: str, names: Iterable[str]) -> str:
    """Say what may have been meant: the names that are like it, or else the nearest few."""
    known = list(names)
    if alike := difflib.get_close_matches(wrong, known, 3):
        return f"did you mean {' or '.join(map(repr, alike))}?"
    return f"the nearest are {', '.join(map(repr, difflib.get_close_matches(wrong, known, 3, cutoff=0.0)))}"


def writable(path: Path | None, option: str) -> None:
    """Refuse a file that could not be written in the end."""
    if path is not None and not path.parent.is_dir():
        raise pytest.UsageError(f"{option}: cannot write {path} (there is no folder {path.parent})")


def plan_of(config: pytest.Config) -> Plan:
    """Read the plan of a run from its options.

    Raises pytest.UsageError for contradictory or unknown ones.
    """
    option = config.option
    if option.claims_falsify and option.claims_world:
        raise pytest.UsageError("--claims-falsify takes each claim's own world: leave --claims-world out")
    if option.claims_html and (option.claims_world or option.claims_falsify):
        raise pytest.UsageError("--claims-html shows reality: leave --claims-world and --claims-falsify out")
    writable(option.claims_html, "--claims-html")
    if option.claims_demo and (option.claim or option.claims_world or option.claims_falsify):
        raise pytest.UsageError("--claims-demo shows claims of its own, in reality: leave the other options out")
    if option.claims_world and option.claims_world not in WORLDS:
        raise pytest.UsageError(
            f"--claims-world: no world is named {option.claims_world!r}: {suggestion(option.claims_world, WORLDS)}"
        )
    # To falsify, every verdict must fall: there undecided is failed, so it is given more time.
    patience = 3 if option.claims_falsify else 1
    return Plan(
        world=None if option.claims_falsify else WORLDS[option.claims_world or reality.name],
        experiment_budget=option.claims_budget or 15.0 * patience,
        run_budget=option.claims_run_budget or 210.0 * patience,
        min_decided=min_decided_of(config.getini("claims_min_decided")),
        fail_on=fail_on_of(config.getini("claims_fail_on")),
    )


def min_decided_of(setting: str) -> int | None:
    """Read claims_min_decided."""
    if not setting:
        return None
    if not setting.isdecimal():
        raise pytest.UsageError(f"claims_min_decided is {setting!r}: set it to a number, or leave it out for half")
    return int(setting)


def fail_on_of(settings: list[str]) -> frozenset[Verdict]:
    """Read claims_fail_on."""
    for setting in settings:
        if setting != Verdict.INCONCLUSIVE:
            raise pytest.UsageError(f"claims_fail_on names {setting!r}: it takes only 'inconclusive'")
    return frozenset(map(Verdict, settings))
