"""Proposals: the claims that follow from the answer to a question about one call, and the comments where none does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_gilclaims.report.answer import duration
from pytest_gilclaims.report.call_source import CallSource

USUAL_WORKERS = 4

LEAST_TO_BLOCK = 0.004
"""Seconds: of a shorter coroutine nobody can say what it does to other tasks."""

SMALL_STRETCH = 0.25
"""The share of a coroutine's time that it may keep others waiting, if half of its time is claimed to be too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A claim that follows from an answer.

    name: what its id and its function say; says: its statement; judges: what its judge is given; expect: what is
    expected of it unless it holds everywhere; needs: where it applies; remark: a comment.
    """

    name: str
    says: str
    judges: str
    expect: str = ""
    needs: str = ""
    remark: str = ""


Proposed = Proposal | str
"""A claim, or the reason why a line of an answer gives none."""


def proposals(answer: Mapping[str, Any], call: CallSource) -> Iterator[Proposed]:
    """Propose a claim for each line of an answer that is decided, and say why not where it is not."""
    yield from of_what_it_does(answer, call)
    if answer["awaited"]:
        yield from of_its_loop(answer, call)
    else:
        yield from of_the_lock(answer, call)
        yield from of_its_threads(answer, call)
    if answer["lock"] == "off" and call.imports:
        yield of_the_start(call)


def of_what_it_does(answer: Mapping[str, Any], call: CallSource) -> Iterator[Proposed]:
    """Propose what follows from the cores that it uses."""
    does, said = answer["does"], f"{call.title} needs a core for"
    if does is None:
        yield f"Whether it waits or computes was not decided: {why(answer, 'does')}."
    if does == "computes":
        yield Proposal(name="computes", says=f"{said} at least 90 % of its time.", judges=f"computes({call.arguments})")
    if does == "waits":
        yield Proposal(name="waits", says=f"{said} at most 20 % of its time.", judges=f"waits({call.arguments})")
    if does == "both":
        yield Proposal(
            name="does-not-only-compute",
            says=f"{said} less than 70 % of its time.",
            judges=f"never(computes({call.arguments}))",
        )
        yield Proposal(
            name="does-not-only-wait",
            says=f"{said} more than 30 % of its time.",
            judges=f"never(waits({call.arguments}))",
        )


def of_the_lock(answer: Mapping[str, Any], call: CallSource) -> Iterator[Proposed]:
    """Propose what follows from what it does to the GIL."""
    lock = answer["lock"]
    if lock == "off":
        yield "What it does to the GIL is not known: it is off here. Ask again on an interpreter that has it on."
    elif lock is None:
        yield f"Whether it releases the GIL was not decided: {why(answer, 'lock')}."
    else:
        is_kept = lock == "keeps"
        yield Proposal(
            name="releases-the-gil",
            says=f"While one thread runs {call.title}, another runs Python code.",
            judges=f"releases_the_lock({call.arguments})",
            expect="refuted" if is_kept else "",
            remark="It holds the GIL today. The run will say so when it no longer does." if is_kept else "",
        )


def of_its_threads(answer: Mapping[str, Any], call: CallSource) -> Iterator[Proposed]:
    """Propose what follows from the gain of threads."""
    workers, gain, lock = answer["workers"], answer["threads"]["gain"], answer["lock"]
    if gain is None:
        yield f"What threads gain was not decided: {why(answer, 'threads')}."
        return
    arguments = call.arguments if workers == USUAL_WORKERS else f"{call.arguments}, workers={workers}"
    expect, needs, remark = "", "", ""
    if gain == "gains" and lock == "off":
        needs, remark = "GIL_OFF", "Asked without the lock: what threads gain with it is another question."
    elif gain != "gains" and lock == "keeps":
        expect, remark = (
            "refuted.when(GIL_ON)",
            "The lock explains it. Whether it scales without the lock, a run tells.",
        )
    elif gain != "gains":
        expect, remark = "refuted", "Threads gain nothing today. The run will say so when they do."
    yield Proposal(
        name="scales",
        says=f"{call.title} in {workers} threads gains at least half of what this machine gives "
        f"to arithmetic in {workers} processes.",
        judges=f"scales({arguments})",
        expect=expect,
        needs=needs,
        remark=remark,
    )


def of_its_loop(answer: Mapping[str, Any], call: CallSource) -> Iterator[Proposed]:
    """Propose what follows from the gain of an event loop, if it shows that the call gives way."""
    seconds, loop = answer["seconds_of_call"], answer["loop"]
    longest = float(f"{seconds / 2:.1g}")
    question = f"blocks_the_loop({call.arguments}, longer_than={longest:g})"
    if seconds < LEAST_TO_BLOCK:
        yield f"It takes {duration(seconds)}: too short to see whether it keeps other tasks waiting."
    elif loop["gain"] is None:
        yield f"What an event loop gains was not decided: {why(answer, 'loop')}."
    elif (share := share_that_blocks(answer)) is not None and share <= SMALL_STRETCH:
        yield Proposal(
            name="gives-way",
            says=f"{call.title} never keeps the other tasks of its event loop waiting for more than "
            f"{duration(longest)} at a stretch.",
            judges=f"never({question})",
        )
    else:
        yield f"An event loop gains too little to say that it gives way to other tasks: judge({question}) would tell."


def share_that_blocks(answer: Mapping[str, Any]) -> float | None:
    """Return the largest share of a coroutine's time in which the others may have waited, given what a loop gained."""
    gain, workers = answer["loop"]["low"], answer["workers"]
    return None if gain is None else (workers / gain - 1) / (workers - 1)


def of_the_start(call: CallSource) -> Proposal:
    """Propose that what a call imports leaves the lock off, as it was off after the call."""
    modules = ", ".join(dict.fromkeys(f"`{line.split()[1]}`" for line in call.imports))
    return Proposal(
        name="stays-free-threaded",
        says=f"To import {modules} leaves the lock of a free-threaded build off.",
        judges=f'stays_free_threaded("{"; ".join(call.imports)}")',
    )


def why(answer: Mapping[str, Any], line: str) -> str:
    """Say why a line of an answer is not decided."""
    return str(answer["why"].get(line, "no reason is known")).removeprefix("not decided: ").rstrip(".")
