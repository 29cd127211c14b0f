"""A document as a page, with the verdicts of its claims beside its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from pytest_gilclaims.report import svg
from pytest_gilclaims.report.archive import slug
from pytest_gilclaims.report.html import View, cell_view, kind_of, style, template
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


class Verdicts:
    """What records say of the claims that a document names, each with its case or for all of its cases."""

    def __init__(self, matrix: Matrix, records: Sequence[Record]) -> None:
        self.records = records
        self._rows: dict[str, list[Row]] = {}
        for row in matrix.rows:
            for name in {row.id, row.id.partition("[")[0]}:
                self._rows.setdefault(name, []).append(row)

    def rows(self, claim: str) -> Sequence[Row]:
        """Find what is said of a claim."""
        return self._rows.get(claim, ())

    def chip(self, claim: str, *, is_stale: bool) -> str:
        """Write, as HTML, the sign and the word of a claim: a sign for each interpreter where there are several."""
        rows = self.rows(claim)
        columns = [
            summed([cell for row in rows if (cell := row.cells[number]) is not None])
            for number in range(len(self.records))
        ]
        signs = "".join(
            f'<span class="{kind}" title="{escape(record.interpreter["title"])}: {word}">{written}</span>'
            for record, (written, kind, word) in zip(self.records, columns, strict=True)
            if written
        )
        words = list(dict.fromkeys(word for _, _, word in columns if word)) or ["no verdict on record"]
        kinds = {kind for written, kind, _ in columns if written} or {"missing"}
        kind = kinds.pop() if len(kinds) == 1 else "mixed"
        if is_stale:
            # What was decided is not what stands there now.
            signs, words, kind = "≠", ["stale"], "mixed"
        tags = " ".join(tags_of(rows, is_stale=is_stale))
        return (
            f'<a class="chip {kind} {tags}" href="#{slug("claim", claim)}">{signs} {" / ".join(words)}'
            f'<span class="name"> {escape(claim)}</span></a>'
        )

    def evidence(self, claim: str, *, is_drawn: bool) -> View:
        """Tell all that stands in the margin about a claim."""
        cases = [
            {
                "id": row.id,
                "statement": row.statement,
                "cells": [
                    cell_view(cell, record)
                    for cell, record in zip(row.cells, self.records, strict=True)
                    if cell is not None
                ],
                "picture": self._picture(row) if is_drawn else "",
            }
            for row in self.rows(claim)
        ]
        return {"claim": claim, "anchor": slug("claim", claim), "cases": cases}

    def _picture(self, row: Row) -> Markup:
        for cell, record in zip(row.cells, self.records, strict=True):
            if cell is not None and cell.metric is not None and len(cell.metric.values) > 1:
                return Markup(svg.strip(cell.metric))
            if cell is not None and (timelines := record.timelines_of(cell)):
                return Markup(svg.timeline(timelines[0]))
        return Markup("")


def summed(cases: Sequence[ClaimRecord]) -> tuple[str, str, str]:
    """Sum up the cases of a claim on one interpreter: their signs, the kind of their colour, their words."""
    kinds = dict.fromkeys(map(kind_of, cases))
    signs = "".join(dict.fromkeys(map(sign, cases)))
    words = " and ".join(dict.fromkeys("surprise" if case.surprise else case.verdict for case in cases))
    return signs, next(iter(kinds), "missing") if len(kinds) < 2 else "mixed", words


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
    columns = [record.interpreter["title"] for record in verdicts.records]
    return template("reading.html.jinja").render(
        title=title, style=style("page.css", "reading.css"), blocks=views, columns=columns, claims=len(shown)
    )
