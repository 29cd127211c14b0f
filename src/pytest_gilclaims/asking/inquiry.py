"""An inquiry: one call is examined in a process of its own, within limits, and one sentence says what went wrong."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from math import lcm
from pathlib import Path
from typing import Any

from pytest_gilclaims.asking.advice import advice_for
from pytest_gilclaims.asking.allowance import Allowance, allowance_for
from pytest_gilclaims.asking.examiner import Examiner, another, this_one
from pytest_gilclaims.asking.findings import PRINTS_TOO_MUCH
from pytest_gilclaims.facts.builds import Build
from pytest_gilclaims.instruments.contained import Limits, Outcome, run_contained
from pytest_gilclaims.instruments.interrupts import terminating_as_interrupt
from pytest_gilclaims.instruments.statement import Statement

SCRIPT = """
import json, os, sys
with open(sys.argv[1]) as stream:
    request = json.load(stream)
here = os.path.realpath(os.path.dirname(sys.argv[1]))
path = request["path"] or [entry for entry in sys.path if os.path.realpath(entry) != here]
sys.path[:] = request["ahead"] + path
try:
    import resource
    resource.setrlimit(resource.RLIMIT_DATA, (request["memory"], request["memory"]))
except (ImportError, ValueError, OSError):
    pass
if __name__ == "__main__":
    from pytest_gilclaims.asking.examination import main
    main(request)
"""

MEMORY = 4 << 30
"""Bytes that the examining process may use, and each of its workers."""

MOST_CALLS = 120
"""So many calls at most make a round: each number of threads must be able to share them evenly."""

PATIENCE_SECONDS = 9.0
"""How much longer than what is to be found out about a short call the first one may take, and what is run before it."""

LATENESS_SECONDS = 25.0
"""How much longer an examination may take to come to an end: beside busy programs new processes take seconds."""

LINES = ("does", "lock", "threads", "processes", "loop")
"""What is decided of a call, each with a reason where it is not."""

NOTHING: Mapping[str, Any] = {"gain": None, "low": None, "estimate": None, "high": None}


class Interrupted(KeyboardInterrupt):
    """Somebody did not want to wait any longer. answer: what is known by then, ``None`` if nothing is."""

    def __init__(self, answer: dict[str, Any] | None) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What is asked: of which call, with how many threads, within how many seconds.

    setup, text, function, shared: see `Statement`; workers: one number of threads, or several for a curve; budget:
    seconds for the answer, its setup apart, ``None`` for as many as such a call should take (`allowance_for`); memory:
    bytes; timeline: whether the answer is to have what ran when; path: where modules are looked for; build: the
    interpreter that is asked, which looks for modules by itself; this one if ``None``.
    Raises ValueError for numbers of threads that have no round in common.
    """

    setup: str = ""
    text: str = ""
    function: str = ""
    shared: bool = False
    workers: tuple[int, ...] = (4,)
    budget: float | None = None
    memory: int = MEMORY
    timeline: bool = False
    path: list[str] = field(default_factory=lambda: list(sys.path))
    build: Build | None = None

    def __post_init__(self) -> None:
        if lcm(*self.workers) > MOST_CALLS:
            numbers = ", ".join(map(str, self.workers))
            raise ValueError(
                f"{numbers} threads: they could share no fewer than {lcm(*self.workers)} calls evenly; "
                "ask for numbers that divide one another, such as 1,2,4,8"
            )

    @property
    def teams(self) -> list[int]:
        """The numbers of threads, in order."""
        return sorted(set(self.workers))

    @property
    def statement(self) -> Statement:
        """The call."""
        return Statement(setup=self.setup, text=self.text, function=self.function, shared=self.shared)

    def answer(self, progress: Callable[[str], None] = lambda stage: None) -> dict[str, Any]:
        """Have the call examined and return the answer.

        progress: is told what is being done, whenever that changes. Raises ValueError, in one sentence, if the call
        comes to no end, and Interrupted with what is known so far.
        """
        with terminating_as_interrupt(), tempfile.TemporaryDirectory(prefix="gilclaims-") as name:
            folder = Path(name)
            script, found, modules = folder / "script.py", folder / "found.json", folder / "modules"
            script.write_text(SCRIPT)
            modules.mkdir()
            examiner = another(self.build, modules) if self.build else this_one(self.path)
            request = script.with_name("request.json")
            request.write_text(json.dumps(self._request(found, examiner)))
            patience = PATIENCE_SECONDS + self._allowed(0.0).steady
            latest = patience + LATENESS_SECONDS
            limits = Limits(seconds=latest + self._allowed(float("inf")).at_most, processes=100)
            began = time.perf_counter()
            shown = ""

            def look(stdout: str, stderr: str) -> bool:
                nonlocal began, shown
                known = read(found)
                if "stage" not in known:
                    # Beside busy programs an interpreter takes long to start, which is not the call's fault.
                    began = time.perf_counter()
                if (stage := known.get("stage", "starting")) != shown:
                    progress(stage)
                    shown = stage
                elapsed = time.perf_counter() - began
                if (seconds := known.get("seconds_of_call")) is None:
                    return elapsed > patience
                return bool(elapsed > latest + self._allowed(seconds).at_most)

            try:
                # Not in a session of its own: its workers are to overlap.
                outcome = run_contained(
                    script,
                    [str(request)],
                    environment=examiner.environment,
                    enough=look,
                    limits=limits,
                    apart=False,
                    executable=examiner.executable,
                )
            except KeyboardInterrupt:
                answer = read(found)
                known = None
                if "seconds_of_call" in answer:
                    known = told(self, answer, read_course(found), missing="interrupted")
                raise Interrupted(known) from None
            answer, course = read(found), read_course(found)
        if problem := what_went_wrong(answer, outcome):
            raise ValueError(f"{self.statement.title}: {problem}")
        return told(self, answer, course)

    def _allowed(self, seconds_of_call: float) -> Allowance:
        return allowance_for(seconds_of_call, sum(count > 1 for count in self.teams), self.budget)

    def _request(self, found: Path, examiner: Examiner) -> dict[str, Any]:
        return {
            "statement": asdict(self.statement),
            "workers": self.teams,
            "course": str(found.with_name("course.json")) if self.timeline else "",
            "budget": self.budget,
            "memory": self.memory,
            "ahead": examiner.ahead,
            "path": examiner.path,
            "folder": str(Path.cwd()),
            "file": str(found),
        }


def read(file: Path) -> dict[str, Any]:
    """Read what is known by now: nothing if nothing is."""
    try:
        known: dict[str, Any] = json.loads(file.read_text())
    except FileNotFoundError:
        return {}
    return known


def read_course(found: Path) -> list[dict[str, Any]]:
    """Read what ran when, as far as it was written down."""
    try:
        course: list[dict[str, Any]] = json.loads(found.with_name("course.json").read_text())
    except FileNotFoundError:
        return []
    return course


def what_went_wrong(answer: Mapping[str, Any], outcome: Outcome) -> str | None:
    """Say in one sentence why there is no answer, if there is none."""
    stage = answer.get("stage", "starting")
    if "error" in answer:
        return f"{answer['error']} (while {stage})"
    if outcome.ended in ("time limit", "enough was seen"):
        if "seconds_of_call" in answer:
            return None
        return f"no end within {outcome.seconds:.0f} s (while {stage}): ask about less, or give more time by --budget"
    if outcome.ended == "output limit":
        return f"{PRINTS_TOO_MUCH} (while {stage})"
    if outcome.ended == "process limit":
        return f"it starts too many processes (while {stage})"
    if not answer.get("complete"):
        return f"{how_it_ended(outcome)} (while {stage})"
    return None


def how_it_ended(outcome: Outcome) -> str:
    """Say how an interpreter came to its end before its time."""
    status = outcome.status or 0
    if status < 0:
        return f"it crashed the interpreter: {signal.Signals(-status).name}"
    said = outcome.stderr.strip().splitlines()
    return f"it ended the interpreter with status {status}{f': {said[-1]}' if status == 1 and said else ''}"


def reasons(inquiry: Inquiry, found: Mapping[str, Any], missing: str) -> dict[str, str]:
    """Say of each line why it is so, or why nothing is known."""
    lines = [*LINES, *(f"{workers} threads" for workers in inquiry.teams[:-1] if workers > 1)]
    unknown = [] if found.get("complete") else [name for name in lines if found.get(name) is None]
    return {**dict.fromkeys(unknown, f"{missing} (while {found['stage']})"), **found["why"]}


def curve_of(inquiry: Inquiry, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what each number of threads gained, as far as it is known: nothing unless several were asked for."""
    if len(inquiry.teams) == 1:
        return []
    one = {"workers": 1, "gain": "nothing", **dict.fromkeys(("low", "estimate", "high", "machine"), 1.0)}
    points = {1: one, **{point["workers"]: point for point in found.get("points", ())}}
    gains = {workers: found.get(f"{workers} threads", NOTHING)["gain"] for workers in inquiry.teams}
    gains[inquiry.teams[-1]] = found.get("threads", NOTHING)["gain"]
    return [
        {**NOTHING, "workers": workers, "machine": None, "gain": gains[workers], **points.get(workers, {})}
        for workers in inquiry.teams
    ]


def told(
    inquiry: Inquiry,
    found: Mapping[str, Any],
    course: list[dict[str, Any]],
    *,
    missing: str = "no end of it in time",
) -> dict[str, Any]:
    """Return an answer as a program reads it. missing: why it is not complete, if it is not."""
    answer = {
        "call": inquiry.statement.title,
        "seconds_of_call": found["seconds_of_call"],
        "awaited": found["awaited"],
        "does": found.get("does"),
        "cores": found.get("cores", {"low": None, "estimate": None, "high": None}),
        "lock": found.get("lock"),
        "workers": inquiry.teams[-1],
        **{name: {"at_once": False, **NOTHING, **found.get(name, {})} for name in ("threads", "processes", "loop")},
        "sending": found.get("sending"),
        "why": reasons(inquiry, found, missing),
        "interpreter": found["interpreter"],
        "machine": {"gain": None, **found["machine"]},
        "load": found["load"],
        "seconds": found["seconds"],
    }
    if curve := curve_of(inquiry, found):
        answer["curve"] = curve
    if inquiry.timeline:
        answer["timeline"] = course
    return {**answer, "advice": advice_for(answer, shared=inquiry.statement.shared)}
