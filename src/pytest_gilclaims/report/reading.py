"""A document as a page, with the verdicts of its claims beside its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from pytest_gilclaims.report import svg
from pytest_gilclaims.report.archive import slug
from pytest_gilclaims.report.html import View, kind_of, style, template, verdict_view
from pytest_gilclaims.report.matrix import Matrix, Row
from pytest_gilclaims.report.record import ClaimRecord, Record
from pytest_gilclaims.report.terminal import sign

MOST_PICTURES = 300
"""Claims that are drawn: a page of more would be too large to send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of the document as HTML, and the claims that are named in it."""

    html: str
    claims: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The cases of a claim on one interpreter: their signs, the kind of their colour, their words."""

    signs: str
    kind: str
    words: str


class Verdicts:
    """What records say of the claims that a document names, each with its case or for all of its cases."""

    def __init__(self, matrix: Matrix, records: Sequence[Record]) -> None:
        self.records = records
        self.columns = matrix.columns
        self._chips: dict[tuple[str, bool], str] = {}
        self._rows: dict[str, list[Row]] = {}
        for row in matrix.rows:
            for name in {row.id, row.id.partition("[")[0]}:
                self._rows.setdefault(name, []).append(row)

    def rows(self, claim: str) -> Sequence[Row]:
        """Find what is said of a claim."""
        return self._rows.get(claim, ())

    def chip(self, claim: str, *, is_stale: bool) -> str:
        """Write, as HTML, the sign and the word of a claim: a sign for each interpreter where there are several."""
        key = (claim, is_stale)
        if key not in self._chips:
            # A long document names the same claims again and again.
            self._chips[key] = self._chip(claim, is_stale=is_stale)
        return self._chips[key]

    def _chip(self, claim: str, *, is_stale: bool) -> str:
        rows = self.rows(claim)
        summaries = [
            summed([cell for row in rows if (cell := row.cells[number]) is not None])
            for number in range(len(self.records))
        ]
        told = [summary for summary in summaries if summary.signs]
        kinds = {summary.kind for summary in told} or {"missing"}
        kind = kinds.pop() if len(kinds) == 1 else "mixed"
        signs = self._signs(summaries) if kind == "mixed" else "".join(summary.signs for summary in told)
        said = said_of(rows, [summary.words for summary in told])
        if is_stale:
            # What was decided is not what stands there now.
            signs, said, kind = "≠", "stale", "mixed"
        tags = " ".join(tags_of(rows, is_stale=is_stale))
        return (
            f'<a class="chip {kind} {tags}" href="#{slug("claim", claim)}">{signs} {escape(said)}'
            f'<span class="name"> {escape(claim)}</span></a>'
        )

    def _signs(self, summaries: Sequence[Summary]) -> str:
        """Write a sign for each interpreter, with its name for whoever points at it."""
        return "".join(
            f'<span class="{summary.kind}" title="{escape(title)}: {summary.words}">{summary.signs}</span>'
            for title, summary in zip(self.columns, summaries, strict=True)
            if summary.signs
        )

    def evidence(self, claim: str, *, is_drawn: bool) -> View:
        """Tell all that stands in the margin about a claim."""
        cases = [
            {
                "id": row.id,
                "statement": row.statement,
                "since": row.since,
                "cells": [
                    verdict_view(cell, title)
                    for cell, title in zip(row.cells, self.columns, strict=True)
                    if cell is not None
                ],
                "picture": self._picture(row) if is_drawn else None,
            }
            for row in self.rows(claim)
        ]
        return {"claim": claim, "anchor": slug("claim", claim), "cases": cases}

    def _picture(self, row: Row) -> View | None:
        for cell, record, title in zip(row.cells, self.records, self.columns, strict=True):
            if cell is not None and cell.metric is not None and len(cell.metric.values) > 1:
                return {"says": f"{cell.metric.name}, each round a dot: {title}", "svg": Markup(svg.strip(cell.metric))}
            if cell is not None and (timelines := record.timelines_of(cell)):
                return {"says": f"{timelines[0].arm}, one round: {title}", "svg": Markup(svg.timeline(timelines[0]))}
        return None


def summed(cases: Sequence[ClaimRecord]) -> Summary:
    """Sum up the cases of a claim on one interpreter."""
    kinds = dict.fromkeys(map(kind_of, cases))
    return Summary(
        signs="".join(dict.fromkeys(map(sign, cases))),
        kind=next(iter(kinds), "missing") if len(kinds) < 2 else "mixed",
        words=" and ".join(dict.fromkeys("surprise" if case.surprise else case.verdict for case in cases)),
    )


def said_of(rows: Sequence[Row], words: Sequence[str]) -> str:
    """Say what became of a claim: since when it holds or where, if all its cases agree in that, or else all words."""
    since = {row.since for row in rows}
    if len(since) == 1 and "surprise" not in words and (said := since.pop()):
        return said
    distinct = list(dict.fromkeys(words))
    decided = [word for word in distinct if word != "not applicable"]
    if len(decided) == 1 < len(distinct):
        return f"{decided[0]} where it applies"
    return " / ".join(distinct) or "no verdict on record"


def tags_of(rows: Sequence[Row], *, is_stale: bool) -> Iterator[str]:
    """Name the filters that show a claim."""
    cells = [cell for row in rows for cell in row.cells if cell is not None]
    if any(cell.verdict == "refuted" for cell in cells):
        yield "is-refuted"
    if any(row.disagrees for row in rows):
        yield "is-disputed"
    if any(cell.surprise for cell in cells):
        yield "is-surprising"
    if is_stale:
        yield "is-stale"


def untested(reason: str) -> str:
    """Write, as HTML, why nothing is tested there."""
    return f'<span class="chip untested">{escape(reason)}</span>'


def reading_page(title: str, blocks: Sequence[Block], verdicts: Verdicts) -> str:
    """Write the page: the document, and beside each block the evidence for the claims that it is the first to name."""
    shown: set[str] = set()
    views = []
    for block in blocks:
        new = [claim for claim in block.claims if claim not in shown]
        shown.update(new)
        is_drawn = len(shown) <= MOST_PICTURES
        views.append(
            {
                "html": Markup(block.html),
                "evidence": [verdicts.evidence(claim, is_drawn=is_drawn) for claim in new],
            }
        )
    return template("reading.html.jinja").render(
        title=title, style=style("page.css", "reading.css"), blocks=views, columns=verdicts.columns, claims=len(shown)
    )
