"""Marks: what a document says beside a sentence of its claims, in comments that a reader does not see.

``<!-- claim: ID, ID -->`` names them; ``<!-- no claim: REASON -->`` says why nothing is tested there; ``@DIGEST`` after
the ids says which sentence they were made for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COMMENT = re.compile(r"<!--(?P<said>.*?)-->", re.DOTALL)
MARK = re.compile(r"\s*(?P<kind>no\s+claim|claims?)\s*:\s*(?P<rest>.*?)\s*", re.DOTALL | re.IGNORECASE)
DIGEST = re.compile(r"\s*@(?P<digest>[0-9a-f]{12})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a document says beside a sentence: its claims, or why it has none.

    text: as it stands in the document; line: where it begins; digest: of the sentence that it was made for, if said.
    """

    text: str
    line: int
    claims: tuple[str, ...] = ()
    reason: str = ""
    digest: str = ""


def mark_of(comment: str, line: int) -> Mark | None:
    """Read a comment; ``None`` for one about something else.

    Raises ValueError, with the line, for a mark that names nothing.
    """
    found = MARK.fullmatch(comment)
    if found is None:
        return None
    rest = found["rest"]
    if found["kind"].lower().startswith("no"):
        if not rest:
            raise ValueError(f"line {line}: a sentence without a claim needs a reason: <!-- no claim: REASON -->")
        return Mark(text=comment, line=line, reason=" ".join(rest.split()))
    pinned = DIGEST.search(rest)
    names = tuple(filter(None, re.split(r"[,\s]+", rest[: pinned.start()] if pinned else rest)))
    if not names:
        raise ValueError(f"line {line}: a mark names no claim: <!-- claim: ID -->")
    return Mark(text=comment, line=line, claims=names, digest=pinned["digest"] if pinned else "")


def marks_in(text: str, line: int) -> list[Mark]:
    """Read the marks among the comments of a piece of HTML that begins in a line."""
    found = (
        mark_of(comment["said"], line + text.count("\n", 0, comment.start())) for comment in COMMENT.finditer(text)
    )
    return [mark for mark in found if mark is not None]
