"""Documents, split into sentences that are named by their digests."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

SENTENCE_END = re.compile(
    r"""
    (?P<end> [.!?:] [."')”!?:]* )           # a full stop, or another, with the quotes that it closes
    \s+
    (?= ["'“(*•0-9A-Z] | [^\x00-\u2fff] | ⚠ )  # what begins a sentence: a quote, a letter, a figure, a sign
    """,
    re.VERBOSE,
)


MARK_BEGINS = re.compile(r"(?:<!--|^%)\s*(?:no\s+claim|claims?)\s*:", re.MULTILINE | re.IGNORECASE)


def has_marks(document: str) -> bool:
    """Whether a document names claims beside its sentences."""
    return MARK_BEGINS.search(document) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a document's lines look like.

    code: where a line of code begins; neighbouring lines of code are one sentence; label: what stands before a
    text and does not belong to it.
    """

    code: re.Pattern[str]
    label: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence, with the number of the line that it begins in."""

    line: int
    text: str

    @property
    def digest(self) -> str:
        """Name the sentence: white space does not count."""
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()[:12]


def sentences_of(document: str, layout: Layout) -> Iterator[Sentence]:
    """Split a document into its sentences. A line of prose holds whole sentences."""
    lines = [(number, line) for number, line in enumerate(document.splitlines(), 1) if line.strip()]
    for is_code, group in groupby(lines, key=lambda numbered: layout.code.match(numbered[1]) is not None):
        together = list(group)
        yield from [code_of(together)] if is_code else prose_of(together, layout.label)


def code_of(lines: list[tuple[int, str]]) -> Sentence:
    """Join lines of code into one sentence."""
    return Sentence(line=lines[0][0], text=" ".join(line.strip() for _, line in lines))


def prose_of(lines: Iterable[tuple[int, str]], label: re.Pattern[str]) -> Iterator[Sentence]:
    """Split lines of prose."""
    for number, line in lines:
        text = label.sub("", " ".join(line.split()))
        for part in SENTENCE_END.sub(r"\g<end>\n", text).split("\n"):
            if any(character.isalpha() for character in part):
                yield Sentence(line=number, text=part.strip())
