"""One call, asked about on several interpreters, one after another."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from pytest_gilclaims.asking.inquiry import Inquiry, Interrupted
from pytest_gilclaims.commands.ask import keep, show_stage
from pytest_gilclaims.commands.parser import sentence
from pytest_gilclaims.commands.stops import builds_at_hand, chosen_builds
from pytest_gilclaims.facts.builds import Build
from pytest_gilclaims.report.answer import answer_lines
from pytest_gilclaims.report.answer_table import Row, table_lines


def ask_several(inquiry: Inquiry, options: argparse.Namespace) -> int:
    """Ask the interpreters that are wanted, and print their answers. Returns 1 if one of them gives none.

    Raises ValueError, in one sentence, if one is not to be found, or none of them has an answer.
    """
    # This one comes first: among those of a version it is the one whose packages are at hand.
    builds = chosen_builds(options.python, [Build.this(), *builds_at_hand()])
    try:
        rows = list(ask_each(inquiry, builds))
    finally:
        show_stage("")
    answers = [row.answer for row in rows if row.answer is not None]
    failures = [f"{row.label}: {row.failure}" for row in rows if row.answer is None]
    if not answers:
        raise ValueError(f"{inquiry.statement.title}: {'; '.join(failures)}")
    keep(answers, options)
    if options.json:
        print(json.dumps(answers if len(options.python) > 1 else answers[0], indent=1))
        for failure in failures:
            print(f"gilclaims: {sentence(failure)}", file=sys.stderr)
    elif len(rows) == 1:
        print("\n".join(answer_lines(answers[0])))
    else:
        print("\n".join(table_lines(rows)))
    return bool(failures)


def ask_each(inquiry: Inquiry, builds: Sequence[Build]) -> Iterator[Row]:
    """Have one interpreter after another examine a call, until all have or somebody interrupts it."""
    labels = labels_of(builds)
    for number, (label, build) in enumerate(zip(labels, builds, strict=True), start=1):
        try:
            yield Row(label=label, answer=replace(inquiry, build=build).answer(partial(show_of, label)))
        except Interrupted as interrupted:
            unknown = "" if interrupted.answer else "interrupted before anything was known"
            yield Row(label=label, answer=interrupted.answer, failure=unknown)
            yield from (Row(label=other, failure="not asked: interrupted") for other in labels[number:])
            return
        except ValueError as error:
            yield Row(label=label, failure=str(error).removeprefix(f"{inquiry.statement.title}: "))


def show_of(label: str, stage: str) -> None:
    """Show what an interpreter is doing."""
    show_stage(f"{label}: {stage}")


def labels_of(builds: Sequence[Build]) -> list[str]:
    """Name interpreters so that no two have one name."""
    labels = [f"{build.version}{'t' if build.free_threaded else ''}" for build in builds]
    return [
        f"{label} {build.executable}" if labels.count(label) > 1 else label
        for label, build in zip(labels, builds, strict=True)
    ]
