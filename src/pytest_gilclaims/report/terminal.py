"""The screen: what a person reads of a run, from its record alone, in 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.report import curve
from pytest_gilclaims.report.record import ClaimRecord, LoadFacts, Record
from pytest_gilclaims.words import counted, phrase

WIDTH = 80

SIGNS = {"holds": "✓", "refuted": "✗", "inconclusive": "?", "not applicable": "–"}
COLOURS = {"holds": "green", "refuted": "cyan", "inconclusive": "yellow", "not applicable": "light"}
PLAIN_LETTERS = str.maketrans(
    {"✓": "+", "✗": "x", "–": "-", "×": "x", "≤": "<=", "≥": ">=", "·": "|", "…": "...", "█": "#", "━": "=", "─": "-"}
)

Line = tuple[str, str | None]
"""A line of text and its colour, if any."""


def header(record: Record) -> list[str]:
    """Say where the claims are decided, and in which world."""
    machine = record.machine
    where = f"{machine['cores_usable']} of {machine['cores']} cores usable"
    lines = [f"claims: {record.interpreter['title']}", f"        {where}{load_phrase(machine['load_start'])}"]
    if record.slowed_by:
        lines.append(f"        slowed by {', '.join(record.slowed_by)}: only facts are decided")
    if record.mode == "falsify":
        lines.append("        every claim in its own false world: each verdict must turn")
    elif record.mode != "reality":
        lines.append(f"        in the false world {record.mode}")
    return lines


def load_phrase(load: LoadFacts) -> str:
    """Say how busy the machine is."""
    parts = []
    if load["average"] is not None:
        parts.append(f" · load {load['average']:.1f}")
    if load["pressure"] is not None:
        parts.append(f" · {load['pressure']:.0f} % of the time waiting for a core")
    return "".join(parts)


def sign(claim: ClaimRecord) -> str:
    """One sign for a verdict; a surprise stands out."""
    return ("!" if claim.surprise else "") + SIGNS[claim.verdict]


def colour(claim: ClaimRecord) -> str:
    """A colour beside the sign, never instead of it."""
    return "red" if claim.surprise else COLOURS[claim.verdict]


def group_line(section: str, claims: Sequence[ClaimRecord], *, broken: int = 0) -> str:
    """One line for a section, or several where it has many claims: its name, a sign a claim."""
    signs = " ".join([*map(sign, claims), *"E" * broken])
    return textwrap.fill(signs, WIDTH, initial_indent=f"{section:<10} ", subsequent_indent=" " * 11)


def progress_line(section: str, claim_id: str, rounds: int, nearness: float) -> str:
    """What is being measured, and how far from decided."""
    line = f"{section:<10} {claim_id}: {counted(rounds, 'round')}, {nearness:.0%} of the evidence"
    return line if len(line) < WIDTH else line[: WIDTH - 2] + "…"


def verdict_phrase(claim: ClaimRecord) -> str:
    """The verdict in words, held against what was expected."""
    if claim.surprise and claim.verdict == "inconclusive":
        return f"INCONCLUSIVE: the verdict did not turn, expected {claim.expected}"
    if claim.surprise:
        return f"{claim.verdict.upper()}, a surprise: expected {claim.expected} here"
    if claim.is_decided and claim.expected == claim.verdict == "refuted":
        return "refuted, as expected here"
    return claim.verdict


def is_worth_a_look(claim: ClaimRecord) -> bool:
    """Whether a claim is shown without being asked for: all but what holds as expected and is current."""
    return claim.surprise or claim.outdated or claim.verdict != "holds"


def figure_phrase(figure: Figure) -> str:
    """``[low estimate high]`` with unit and bounds."""
    unit = f" {figure.unit}" if figure.unit else ""
    if figure.low is not None and figure.high is not None:
        value = f"[{figure.low:.2f} {figure.estimate:.2f} {figure.high:.2f}]"
    else:
        value = phrase(figure.estimate)
    bounds = f" (bounds {bounds_phrase(figure)})" if figure.bounds else ""
    return f"{figure.name}: {value}{unit}{bounds}"


def control_phrase(claim: ClaimRecord) -> str:
    """What had to be seen on the same machine for the verdict to mean something, or why nothing had to be."""
    parts = [f"{claim.control.name} (bounds {bounds_phrase(claim.control)})"] if claim.control else []
    if claim.beside:
        parts.append(beside_phrase(claim.beside))
    if parts:
        return "; ".join(parts)
    if claim.beside is None:
        return "not in this record"
    return "none needed: the verdict rests on a fact, observed directly, which no other program can fake"


def beside_phrase(beside: str) -> str:
    """Name the arms that must show the effect."""
    return f"{beside}, observed in the same rounds"


def bounds_phrase(figure: Figure) -> str:
    """Write the bounds of a figure."""
    return ", ".join(phrase(bound) for bound in figure.bounds) or "none"


def cause_phrase(claim: ClaimRecord) -> str:
    """What the arms did beside the clock: cores used, switches, overlap."""
    parts = []
    for arm in claim.arms:
        facts = []
        if arm.cores is not None:
            facts.append(f"{arm.cores:.2f} cores")
        if arm.switches is not None:
            facts.append(f"{arm.switches:.0f} switches")
        if arm.overlap is not None and arm.cores is not None:
            facts.append(f"{arm.overlap:.0f} ms overlapped")
        if facts:
            parts.append(f"{arm.name} {', '.join(facts)}")
    return "; ".join(parts)


def claim_lines(claim: ClaimRecord, *, cause: bool = False) -> Iterator[Line]:
    """All that is said of one claim."""
    yield f"{sign(claim)} {claim.id}: {verdict_phrase(claim)}", colour(claim)
    yield from wrapped(claim.statement, None)
    if claim.outdated:
        yield from wrapped("outdated: its sentence in the document has changed, see gilclaims trace", "yellow")
    if claim.world != "reality":
        yield from wrapped(f"in the false world {claim.world}", None)
    if claim.metric:
        yield from wrapped(figure_phrase(claim.metric), None)
    if claim.control and (cause or not claim.is_decided):
        yield from wrapped(f"positive control: {figure_phrase(claim.control)}", None)
    if cause and claim.beside:
        yield from wrapped(f"positive control: {beside_phrase(claim.beside)}", None)
    if claim.reason:
        yield from wrapped(f"reason: {claim.reason}" if not claim.is_decided else claim.reason, None)
    if claim.advice:
        yield from wrapped(claim.advice, None)
    if cause:
        if told := cause_phrase(claim):
            yield from wrapped(told, None)
        if claim.curve:
            points = curve.whole(claim.curve)
            for line in (*curve.axis(curve.tallest(points)), *curve.curve_lines(points)):
                yield f"  {line}", None
        if claim.experiment:
            yield from wrapped(f"{counted(claim.rounds, 'round')} of {claim.experiment}", None)
    if not claim.is_decided or claim.surprise:
        yield f"    again: {claim.rerun}", None


def wrapped(text: str, colour: str | None) -> Iterator[Line]:
    """Indent and wrap a sentence."""
    for line in textwrap.wrap(text, WIDTH - 4, break_long_words=False, break_on_hyphens=False):
        yield f"    {line}", colour


def summary(record: Record, *, all_claims: bool = False) -> Iterator[Line]:
    """What is worth a look, then the count; with all_claims, every claim with its cause."""
    shown = [claim for claim in record.claims if all_claims or is_worth_a_look(claim)]
    for claim in sorted(shown, key=lambda claim: not claim.surprise) if not all_claims else shown:
        yield from claim_lines(claim, cause=all_claims)
    for broken in record.broken:
        yield f"E {broken.id}: broken, no verdict", "red"
        yield from wrapped(broken.error, None)


def closing(record: Record) -> Line:
    """The count of verdicts."""
    claims = record.claims
    refuted = sum(claim.verdict == "refuted" for claim in claims)
    foreseen = sum(claim.verdict == claim.expected == "refuted" for claim in claims)
    surprises = sum(claim.surprise for claim in claims)
    holding = sum(claim.verdict == "holds" for claim in claims)
    parts = [f"{holding} hold"] if holding else []
    if refuted:
        parts.append(f"{refuted} refuted" + (" as expected" if foreseen == refuted else ""))
    counts = {
        verdict: sum(claim.verdict == verdict for claim in claims) for verdict in ("inconclusive", "not applicable")
    }
    parts += [f"{count} {verdict}" for verdict, count in counts.items() if count]
    if outdated := sum(claim.outdated for claim in claims):
        parts.append(f"{outdated} outdated")
    if record.broken:
        parts.append(f"{len(record.broken)} broken")
    ending = counted(surprises, "surprise") if surprises else "no surprise"
    return (
        f"{counted(len(claims), 'claim')}: {', '.join(parts) or 'no verdict'} · {ending}",
        "red" if surprises or record.broken else "green",
    )


def resting(record: Record) -> Iterator[Line]:
    """Say on how many measurements the verdicts rest, if some of them share one."""
    decided = [claim for claim in record.claims if claim.is_decided]
    measured = {
        (claim.experiment, claim.seen_in or claim.world, claim.metric.name, tuple(map(str, claim.metric.bounds)))
        for claim in decided
        if claim.metric
    }
    if 0 < len(measured) < len(decided):
        yield f"{len(decided)} verdicts rest on {counted(len(measured), 'measurement')}", None


LONGEST = 5
"""Experiments that are named as those that took longest."""


def falsification(record: Record) -> Iterator[Line]:
    """How many verdicts turned, and aloud which could not be tried."""
    tried = [claim for claim in record.claims if claim.verdict != "not applicable"]
    turned = [claim for claim in tried if not claim.surprise]
    yield (
        f"{len(turned)} of {len(tried)} verdicts turned in their own false world",
        "green" if turned == tried else "red",
    )
    for claim in record.claims:
        if claim.verdict == "not applicable":
            yield from wrapped(f"could not be tried: {claim.id} ({claim.reason})", "yellow")


def whole(record: Record) -> str:
    """Write what a run of the record shows, from the header to the count."""
    sections = dict.fromkeys(claim.section for claim in record.claims)
    groups = [
        group_line(section, [claim for claim in record.claims if claim.section == section]) for section in sections
    ]
    noted = [text for text, _ in summary(record)]
    lines = [*header(record), *groups, *([rule("claims worth a look"), *noted] if noted else [])]
    verdicts = [closing(record)[0], *(text for text, _ in resting(record))]
    return "\n".join([*lines, rule("verdicts"), *verdicts]) + "\n"


def rule(title: str) -> str:
    """Draw a line across the screen, with a title, as pytest does."""
    return f" {title} ".center(WIDTH, "=")


def in_plain_letters(text: str) -> str:
    """Replace signs that a terminal without Unicode cannot show."""
    return text.translate(PLAIN_LETTERS).encode("ascii", "replace").decode()
