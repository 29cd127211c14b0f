"""One page of HTML, self-contained, from the records of any interpreters."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.report import curve, curve_picture, svg
from pytest_gilclaims.report.archive import pack, slug
from pytest_gilclaims.report.matrix import SINCE, Matrix, Row
from pytest_gilclaims.report.record import ClaimRecord, Record, Statement
from pytest_gilclaims.report.terminal import closing, control_phrase, figure_phrase, sign, verdict_phrase
from pytest_gilclaims.words import counted, phrase

TEMPLATES = Path(__file__).parent / "templates"

BUSY = 25.0
"""Percent of ten seconds with somebody waiting for a core, from which on a reader is warned."""

View = dict[str, Any]
"""What the template is told about one thing."""


def template(name: str) -> Template:
    """Load a template. Whatever is put into it is escaped, unless it is marked as HTML."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def style(*names: str) -> Markup:
    """Read style sheets, so that a page needs no other file."""
    return Markup("".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names))


def page(matrix: Matrix, records: Sequence[Record]) -> str:
    """Write the page. Whatever comes from a record is escaped.

    records: in the order of the matrix's columns.
    """
    claims = [claim_view(row, records) for row in matrix.rows]
    return template("page.html.jinja").render(
        style=style("page.css"),
        script=Markup((TEMPLATES / "page.js").read_text(encoding="utf-8")),
        columns=[
            {**column_view(record), "title": title} for title, record in zip(matrix.columns, records, strict=True)
        ],
        since=SINCE if any(row.since for row in matrix.rows) else "",
        claims=claims,
        sections=sections_of(claims),
        scenes=list(scenes_of(records)),
        question=next((record.question for record in records if record.question), ""),
        answer=next((record.answer for record in records if record.answer), ""),
        experiments=list(experiments_of(records)),
        statements=list(statements_of(records, claims)),
        warnings=list(warnings_of(records)),
        failures=matrix.failures,
        archive=Markup(f"data:application/x-xz;base64,{base64.b64encode(pack(records)).decode()}"),
    )


def kind_of(claim: ClaimRecord | None) -> str:
    """Name the class of a verdict's colour and pattern."""
    if claim is None:
        return "missing"
    return "surprise" if claim.surprise else slug(claim.verdict)


def claim_view(row: Row, records: Sequence[Record]) -> View:
    """All that the page says of one claim."""
    told = [cell for cell in row.cells if cell is not None]
    first = told[0]
    tags = {
        "disagree": row.disagrees,
        "surprise": any(cell.surprise for cell in told),
        "inconclusive": any(cell.verdict == "inconclusive" for cell in told),
    }
    # A claim that was not heard on one interpreter may have been on another.
    heard = next((cell for cell in told if cell.beside is not None or cell.control is not None), first)
    return {
        "id": row.id,
        "section": first.section,
        "anchor": slug("claim", row.id),
        "statement": row.statement,
        "since": row.since,
        "tags": " ".join(tag for tag, is_there in tags.items() if is_there),
        "text": f"{row.id} {row.statement} {' '.join(cell.verdict for cell in told)} {row.since}".lower(),
        "cells": [cell_view(cell, record) for cell, record in zip(row.cells, records, strict=True)],
        "source": first.source,
        "rerun": first.rerun,
        "control": control_phrase(heard),
        "turns": turning(first),
    }


def turning(claim: ClaimRecord) -> str:
    """Say in which world a verdict must turn."""
    if claim.turns_in is None:
        return f"None: {claim.turns_because}."
    return f"The verdict must turn in the false world {claim.turns_in}, where {claim.turns_because}."


def verdict_view(claim: ClaimRecord, column: str) -> View:
    """What came out of a claim on one interpreter, in words."""
    return {
        "column": column,
        "kind": kind_of(claim),
        "sign": sign(claim),
        "figure": short_figure(claim.metric),
        "phrase": verdict_phrase(claim),
        "reason": claim.reason,
        "rerun": claim.rerun,
    }


def cell_view(claim: ClaimRecord | None, record: Record) -> View:
    """What came out of a claim on one interpreter, and the pictures that show why."""
    column = record.interpreter["title"]
    if claim is None:
        word = "not in this record"
        return {"column": column, "kind": kind_of(claim), "evidence": False, "sign": "", "word": word, "figure": ""}
    strips = [
        {"title": f"{title}{figure_phrase(figure)}", "picture": Markup(svg.strip(figure))}
        for title, figure in (("", claim.metric), ("Positive control: ", claim.control))
        if figure is not None and len(figure.values) > 1
    ]
    return {
        **verdict_view(claim, column),
        "evidence": True,
        "word": claim.verdict,
        "advice": claim.advice,
        "outdated": claim.outdated,
        "strips": strips,
        # A fact is as it is, whatever it cost.
        "arms": Markup(svg.processor_time(claim.arms)) if strips else "",
        "experiment": experiment_link(claim, record),
        "curve": Markup(curve_picture.curve(curve.whole(claim.curve))) if claim.curve else "",
    }


def experiment_link(claim: ClaimRecord, record: Record) -> View | None:
    """Lead from a claim to the pictures of its experiment, where there are some."""
    if claim.experiment is None or not record.timelines_of(claim):
        return None
    return {
        "name": claim.experiment,
        "anchor": slug("seen", record.interpreter["key"], claim.experiment),
        "rounds": counted(claim.rounds, "round"),
    }


def short_figure(figure: Figure | None) -> str:
    """Write an estimate so that it fits a cell; a list does not."""
    if figure is None or not isinstance(figure.estimate, (int, float)) or isinstance(figure.estimate, bool):
        return ""
    return f"{phrase(figure.estimate)} {figure.unit}".strip()


def sections_of(claims: Sequence[View]) -> list[View]:
    """Group claims by section, in their order."""
    names = dict.fromkeys(claim["section"] for claim in claims)
    return [{"name": name, "claims": [claim for claim in claims if claim["section"] == name]} for name in names]


def scenes_of(records: Sequence[Record]) -> Iterator[View]:
    """Show the whole idea in a few pictures, and what is different without the lock, if somebody saw it."""
    kinds: dict[bool, Record] = {}
    for record in records:
        kinds.setdefault(bool(record.interpreter["gil_enabled"]), record)
    chosen = [kinds[kind] for kind in sorted(kinds, reverse=True)]
    for record, most in zip(chosen, (None, 1), strict=False):
        claims = {claim.id: claim for claim in record.claims}
        for scene in record.scenes[:most]:
            claim = claims.get(scene.claim)
            if claim is None or claim.verdict not in scene.meaning:
                continue
            for timeline in record.timelines_of(claim):
                if timeline.arm == scene.arm:
                    yield {
                        "title": scene.title,
                        "column": record.interpreter["title"],
                        "picture": Markup(svg.timeline(timeline, scene.worker)),
                        "meaning": scene.meaning[claim.verdict],
                        "elsewhere": scene.elsewhere[claim.verdict],
                    }


def experiments_of(records: Sequence[Record]) -> Iterator[View]:
    """Draw a round of each experiment, one interpreter after another."""
    for record in records:
        for experiment in record.experiments:
            if experiment.timeline:
                yield {
                    "name": experiment.name,
                    "column": record.interpreter["title"],
                    "anchor": slug("seen", record.interpreter["key"], experiment.name),
                    "timelines": [
                        {"title": timeline.arm, "picture": Markup(svg.timeline(timeline))}
                        for timeline in experiment.timeline
                    ],
                }


def statements_of(records: Sequence[Record], claims: Sequence[View]) -> Iterator[View]:
    """Put the verdicts beside the document's statements."""
    statements = next((record.statements for record in records if record.statements), ())
    entries = {statement.digest: statement for statement in statements}
    cases: dict[str, list[View]] = {}
    for claim in claims:
        cases.setdefault(claim["id"].partition("[")[0], []).append(claim)
    for statement in statements:
        tested = origin_of(statement, entries)
        chips = [chip_view(name, cases[name]) for name in tested.claims if name in cases]
        yield {"says": statement.says, "chips": chips, "reason": tested.reason or "not in this record"}


def origin_of(statement: Statement, entries: Mapping[str, Statement]) -> Statement:
    """Return the statement that one follows from in the end."""
    seen = set[str]()
    while statement.implied_by in entries and statement.digest not in seen:
        seen.add(statement.digest)
        statement = entries[statement.implied_by]
    return statement


def chip_view(name: str, cases: Sequence[View]) -> View:
    """Sum up a claim with all its cases on all interpreters."""
    cells = [cell for case in cases for cell in case["cells"] if cell["sign"]]
    kinds = {cell["kind"] for cell in cells}
    signs = " ".join(dict.fromkeys(cell["sign"] for cell in cells))
    kind = next(iter(kinds)) if len(kinds) == 1 else "mixed"
    return {"id": name, "sign": signs, "kind": kind, "anchor": cases[0]["anchor"]}


def warnings_of(records: Sequence[Record]) -> Iterator[str]:
    """Say what a reader should know before reading on."""
    for record in records:
        title = record.interpreter["title"]
        if surprises := [claim.id for claim in record.claims if claim.surprise]:
            yield f"{title}: {counted(len(surprises), 'surprise')}: {', '.join(surprises)}."
        if record.broken:
            broken = ", ".join(one.id for one in record.broken)
            yield f"{title}: {counted(len(record.broken), 'claim')} broken: {broken}."
        if outdated := sum(claim.outdated for claim in record.claims):
            yield f"{title}: {counted(outdated, 'claim')} outdated, because the document has changed."
        pressure = record.machine["load_start"]["pressure"]
        if pressure is not None and pressure > BUSY:
            yield f"{title}: other programs were using the cores when the run began."


def column_view(record: Record) -> View:
    """Describe an interpreter and its run."""
    machine = record.machine
    return {
        "title": record.interpreter["title"],
        "build": record.interpreter["build"],
        "count": closing(record)[0],
        "machine": f"{machine['os']}, {machine['cores_usable']} of {machine['cores']} cores usable, {machine['cpu']}",
        "started": record.started,
        "seconds": f"{record.seconds:.0f}",
        "suite": record.suite,
    }
