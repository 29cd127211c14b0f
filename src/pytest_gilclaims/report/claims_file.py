"""A file of claims, written from the answer to a question about one call."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pytest_gilclaims.report.call_source import CALL, PREPARED, CallSource
from pytest_gilclaims.report.imports import blocks
from pytest_gilclaims.report.proposal import Proposal, proposals

WIDTH = 88
"""Columns that formatters keep to unless told otherwise."""


def claims_file(answer: Mapping[str, Any], call: CallSource, section: str, *, own: Collection[str] = ()) -> str:
    """Write a module of claims. section: the first part of their ids; own: the modules of the project.

    Raises ValueError, in one sentence, if nothing was decided or a name means two things.
    """
    proposed = list(proposals(answer, call))
    claims = [each for each in proposed if isinstance(each, Proposal)]
    if not claims:
        raise ValueError(
            f"{answer['call']}: nothing was decided, so that there is nothing to claim: "
            "ask again on a quieter machine, or with more time (--budget 30)"
        )
    ours = names_of(claims)
    if taken := sorted(call.names & {*ours, CALL, PREPARED, "judge"}):
        raise ValueError(f"the setup gives {taken[0]!r} a meaning, as the claims do: call it something else there")
    remarks = [comment(each) for each in proposed if isinstance(each, str)]
    parts = [
        "\n\n".join([docstring(answer, call), *blocks([*call.imports, import_of(ours)], own)]),
        *call.definitions,
        *(claim(each, call, section) for each in claims),
        *(["\n#\n".join(remarks)] if remarks else []),
    ]
    return "\n\n\n".join(parts) + "\n"


def names_of(claims: Sequence[Proposal]) -> list[str]:
    """Name what claims need of the engine, sorted as imports are."""
    words = [word for each in claims for text in (each.expect, each.needs) for word in re.findall(r"[A-Za-z_]+", text)]
    questions = [name for each in claims for name in re.findall(r"([a-z_]+)\(", each.judges.partition('"')[0])]
    return sorted({"claim", *words, *questions} - {"when"})


def docstring(answer: Mapping[str, Any], call: CallSource) -> str:
    """Say where the claims come from, and what to do with them."""
    return (
        f'"""Claims about {call.title}.\n\n'
        f"Proposed from what was measured on {answer['interpreter']}.\n"
        'Change statements and bounds to what your code is to promise.\n"""'
    )


def import_of(ours: Sequence[str]) -> str:
    """Write the import of the engine."""
    line = f"from pytest_gilclaims import {', '.join(ours)}"
    return (
        line
        if len(line) <= WIDTH
        else "\n".join(["from pytest_gilclaims import (", *(f"    {name}," for name in ours), ")"])
    )


def claim(proposal: Proposal, call: CallSource, section: str) -> str:
    """Write a claim."""
    subject = slug(call.subject)
    name = proposal.name if subject == section else f"{subject}-{proposal.name}"
    conditions = [("expect", proposal.expect), ("needs", proposal.needs)]
    arguments = [f'"{section}.{name}"', *(f"{word}={value}" for word, value in conditions if value)]
    body = textwrap.wrap(
        f'"""{proposal.says[0].upper()}{proposal.says[1:]}"""',
        WIDTH - 4,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(
        [
            *([comment(proposal.remark)] if proposal.remark else []),
            f"@claim({', '.join(arguments)})",
            f"def test_{name.replace('-', '_')}(judge):",
            *(f"    {line}" for line in body),
            judged(proposal.judges),
        ]
    )


def judged(question: str) -> str:
    """Write the line that judges, broken where it is too long."""
    line = f"    judge({question})"
    return line if len(line) <= WIDTH else f"    judge(\n        {question}\n    )"


def comment(text: str) -> str:
    """Write a comment."""
    return "\n".join(textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent="# ", subsequent_indent="# "))


def slug(name: str) -> str:
    """Write a name as ids have it: in lower case, joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "call"
