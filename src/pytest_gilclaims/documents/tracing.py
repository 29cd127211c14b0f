"""Tracing: what does not fit between a Markdown document and the claims that it names."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pytest_gilclaims.documents.markdown import Passage, passages_of
from pytest_gilclaims.documents.marks import DIGEST, Mark

LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that does not fit. line: where in the document, 0 for what is nowhere in it."""

    line: int
    says: str


def troubles(passages: Sequence[Passage], claims: Collection[str]) -> Iterator[Trouble]:
    """Hold a document against the claims of a suite, both ways.

    claims: their ids, with their cases if they have some; a document may name one case, or all by the id without.
    """
    known = {*claims, *map(base, claims)}
    named: set[str] = set()
    for passage in passages:
        line, beginning = passage.sentence.line, shortened(passage.sentence.text)
        if not passage.marks:
            yield Trouble(line=line, says=f"no claim and no reason: {beginning}")
        if passage.is_stale:
            yield Trouble(line=line, says=f"stale, changed since its claims were made: {beginning}")
        if passage.claims and any(mark.reason for mark in passage.marks):
            yield Trouble(line=line, says=f"both claims and a reason for having none: {beginning}")
        counts = Counter(claim for mark in passage.marks for claim in mark.claims)
        for claim, count in counts.items():
            if count > 1:
                yield Trouble(line=line, says=f"claim {claim!r} is named twice for one sentence")
            if claim not in known:
                yield Trouble(line=line, says=f"claim {claim!r} does not exist{nearest(claim, known)}")
            named.add(base(claim))
    for claim in sorted({*map(base, claims)} - named):
        yield Trouble(line=0, says=f"claim {claim!r} stands beside no sentence")


def base(claim: str) -> str:
    """Leave out the case of an id."""
    return claim.partition("[")[0]


def nearest(claim: str, claims: Iterable[str]) -> str:
    """Name what was probably meant, if anything is near."""
    close = difflib.get_close_matches(claim, sorted(claims), 1)
    return f": did you mean {close[0]!r}?" if close else ""


def shortened(text: str, most: int = 60) -> str:
    """Write the beginning of a sentence in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def stale_claims(passages: Iterable[Passage]) -> frozenset[str]:
    """Name the claims whose sentences have changed since they were accepted."""
    return frozenset(base(claim) for passage in passages if passage.is_stale for claim in passage.claims)


def accepted(document: str) -> str:
    """Write beside each mark with claims for which sentence, as it is now, it was made.

    Raises ValueError, with the line, where that would change anything else of what the document says.
    """
    found = passages_of(document)
    starts = [0, *(end.end() for end in LINE_END.finditer(document))]
    pinned = sorted(
        ((mark, passage.sentence.digest) for passage in found for mark in passage.marks if mark.claims),
        key=lambda pair: pair[0].line,
    )
    text, cursor = "", 0
    for mark, digest in pinned:
        place = pattern_of(mark).search(document, max(cursor, starts[mark.line - 1]))
        if place is None:
            raise ValueError(f"line {mark.line}: a mark cannot be found again: write @{digest} there by hand")
        text += document[cursor : place.start()] + with_digest(place[0], digest)
        cursor = place.end()
    text += document[cursor:]
    for before, after in zip(found, passages_of(text), strict=True):
        if after.is_stale or (before.sentence.text, before.claims) != (after.sentence.text, after.claims):
            line = before.sentence.line
            raise ValueError(f"line {line}: a mark stands twice there, once as code: write its digest by hand")
    return text


def pattern_of(mark: Mark) -> re.Pattern[str]:
    """Look for a mark's text, whatever its lines end with."""
    return re.compile(r"\s+".join(map(re.escape, mark.text.split())))


def with_digest(text: str, digest: str) -> str:
    """Write a digest after the ids of a mark, in place of one that is there."""
    return f"{DIGEST.sub('', text)} @{digest}"
