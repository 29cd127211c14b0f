"""The matrix: claims by interpreters, merged from records of one suite."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_gilclaims.report.machines import machine_phrase
from pytest_gilclaims.report.record import ClaimRecord, InterpreterFacts, Record
from pytest_gilclaims.report.since import Seen, since
from pytest_gilclaims.report.terminal import sign
from pytest_gilclaims.words import counted

SINCE = "since when, or where"
"""The head of the column that says what verdicts depend on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim: what came out on each interpreter, ``None`` where its record does not have it.

    since: what the verdicts depend on, as far as these records tell.
    """

    id: str
    statement: str
    cells: tuple[ClaimRecord | None, ...]
    since: str = ""

    @property
    def verdicts(self) -> frozenset[str]:
        """What was decided, on whatever interpreter."""
        return frozenset(cell.verdict for cell in self.cells if cell is not None and cell.is_decided)

    @property
    def disagrees(self) -> bool:
        """Whether interpreters that decided the claim decided differently."""
        return len(self.verdicts) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An interpreter that came to no record, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Verdicts of one suite on several interpreters. Timings are not merged: they belong to one run.

    failures: interpreters whose columns are empty.
    """

    suite: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    failures: tuple[Failure, ...] = ()


def merge(records: Sequence[tuple[Path, Record]]) -> Matrix:
    """Merge records, in their order.

    Raises ValueError for an incomplete record, one of another suite or of a false world, and for the same
    interpreter twice.
    """
    seen: dict[str, Path] = {}
    suite = records[0][1].suite
    for path, record in records:
        key = str(record.interpreter["key"])
        if not record.complete:
            raise ValueError(f"{path} is incomplete: its run was cut short, repeat it")
        if record.mode != "reality":
            raise ValueError(f"{path} is of the mode {record.mode!r}: only runs in reality can be compared")
        if record.suite != suite:
            raise ValueError(f"{path} is of another revision of the claims than {records[0][0]}: repeat one of them")
        if key in seen:
            raise ValueError(f"{path} and {seen[key]} are of the same interpreter ({key}): leave one out")
        seen[key] = path
    by_id = [{claim.id: claim for claim in record.claims} for _, record in records]
    rows = []
    for claim_id in dict.fromkeys(claim.id for _, record in records for claim in record.claims):
        cells = tuple(claims.get(claim_id) for claims in by_id)
        statement = next(cell.statement for cell in cells if cell is not None)
        told = [
            evidence_of(record.interpreter, cell)
            for (_, record), cell in zip(records, cells, strict=True)
            if cell is not None
        ]
        rows.append(Row(id=claim_id, statement=statement, cells=cells, since=since(told)))
    return Matrix(suite=suite, columns=tuple(titles([record for _, record in records])), rows=tuple(rows))


def evidence_of(interpreter: InterpreterFacts, cell: ClaimRecord) -> Seen:
    """Tell of a verdict what it may depend on. The lock is that of the claim, which an import may have turned on."""
    return Seen(
        version=interpreter["version"],
        lock_on=cell.gil_before if cell.gil_before == cell.gil_after else None,
        free_threaded=interpreter["free_threaded"],
        verdict=cell.verdict,
    )


def titles(records: Sequence[Record]) -> Iterator[str]:
    """Name the columns: the interpreters, and their machines where they are not all alike."""
    are_alike = len({machine_phrase(record.machine) for record in records}) == 1
    for record in records:
        title = record.interpreter["title"]
        yield title if are_alike else f"{title} on {machine_phrase(record.machine)}"


def cell_sign(cell: ClaimRecord | None) -> str:
    """One sign for a cell; nothing where there is no verdict on record."""
    return "" if cell is None else sign(cell)


def as_text(matrix: Matrix, *, all_rows: bool = False, rest: str = "--all shows them") -> Iterator[str]:
    """Write the matrix for a terminal: the claims on which the interpreters differ, or all of them.

    rest: where those that are left out are to be seen.
    """
    for number, column in enumerate(matrix.columns, start=1):
        yield f"{number:>2}  {column}"
    for failure in matrix.failures:
        yield f" –  {failure.title}: could not be run: {failure.reason}"
    shown = [row for row in matrix.rows if all_rows or row.disagrees]
    width = max((len(row.id) for row in shown), default=0)
    yield ""
    yield f"{'':<{width}}  " + " ".join(f"{number:>2}" for number in range(1, len(matrix.columns) + 1))
    for row in shown:
        signs = " ".join(f"{cell_sign(cell):>2}" for cell in row.cells)
        yield f"{row.id:<{width}}  {signs}   {row.since}".rstrip()
    alike = sum(len(row.verdicts) == 1 for row in matrix.rows)
    yield ""
    hidden = "" if all_rows else f", {alike} of them decided alike ({rest})"
    yield counted(len(matrix.rows), "claim") + hidden
    undecided = sum(not row.verdicts for row in matrix.rows)
    if undecided and not all_rows:
        yield f"left out as well: {counted(undecided, 'claim')} that no interpreter decided"


def as_data(matrix: Matrix) -> dict[str, Any]:
    """Write the matrix as data."""
    rows = [
        {
            "id": row.id,
            "verdicts": [None if cell is None else cell.verdict for cell in row.cells],
            "since": row.since,
        }
        for row in matrix.rows
    ]
    return {"suite": matrix.suite, "columns": list(matrix.columns), "rows": rows}


def as_markdown(matrix: Matrix) -> Iterator[str]:
    """Write the matrix for a summary in CI: sign and word, what differs in bold."""
    tells_since = any(row.since for row in matrix.rows)
    head = ["claim", *([SINCE] if tells_since else []), *matrix.columns]
    yield f"| {' | '.join(map(escaped, head))} |"
    yield "|---" * len(head) + "|"
    for row in matrix.rows:
        name = f"**{escaped(row.id)}**" if row.disagrees else escaped(row.id)
        cells = [f"{cell_sign(cell)} {cell.verdict}" if cell is not None else "" for cell in row.cells]
        told = [*([row.since] if tells_since else []), *cells]
        yield f"| {name} | {' | '.join(map(escaped, told))} |"


def escaped(text: str) -> str:
    """Let a text stand in a cell of Markdown, whatever is in it."""
    characters = {"|": "\\|", "<": "&lt;", ">": "&gt;", "&": "&amp;", "`": "\\`", "*": "\\*", "[": "\\[", "\n": " "}
    return "".join(characters.get(character, character) for character in text)
