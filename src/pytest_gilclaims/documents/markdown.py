"""Markdown whose claims stand beside its sentences.

A mark stands after its sentence, or on a line of its own before a paragraph, a list or any other block, which it is
about as a whole. In MyST a line ``% claim: ID`` does what a comment on a line of its own does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.myst_blocks import myst_block_plugin

from pytest_gilclaims.documents.marks import Mark, mark_of, marks_in
from pytest_gilclaims.documents.sentences import SENTENCE_END, Sentence

ENDED = re.compile(r"\w.*[.!?…]\W*$", re.DOTALL)
"""Text that is a sentence, and no entry of a list or a table."""
OF_MYST = re.compile(r"^%\s*(no\s+claim|claims?)\s*:", re.MULTILINE | re.IGNORECASE)

MARKS = "marks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence of a document, or a whole paragraph that a mark before it is about, with its marks."""

    section: str
    sentence: Sentence
    marks: tuple[Mark, ...] = ()

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of all claims that are named for it."""
        return tuple(dict.fromkeys(claim for mark in self.marks for claim in mark.claims))

    @property
    def is_stale(self) -> bool:
        """Whether it is no longer what one of its marks was made for."""
        return any(mark.digest not in ("", self.sentence.digest) for mark in self.marks)


def parser_for(text: str) -> MarkdownIt:
    """Choose the grammar of a document: CommonMark with tables, and the line comments of MyST where it has such."""
    parser = MarkdownIt("commonmark").enable("table")
    return parser.use(myst_block_plugin) if OF_MYST.search(text) else parser


def standing_alone(token: Token) -> list[Mark]:
    """Read the marks that a block of its own holds."""
    line = (token.map or [0])[0] + 1
    match token.type:
        case "html_block":
            return marks_in(token.content, line)
        case "myst_line_comment":
            said = [mark_of(part, line + number) for number, part in enumerate(token.content.split("\n"))]
            return [mark for mark in said if mark is not None]
    return []


@dataclass(slots=True)
class Flow:
    """The text of one inline token as a reader sees it, and where in it lines begin and marks stand."""

    text: str = ""
    lines: list[int] = field(default_factory=lambda: [0])
    marks: list[tuple[int, Mark]] = field(default_factory=list)

    def line_at(self, offset: int) -> int:
        """Count the lines that have begun before a place."""
        return sum(start <= offset for start in self.lines) - 1


def flow_of(token: Token, line: int) -> Flow:
    """Read an inline token that begins in a line."""
    flow = Flow()
    for child in token.children or ():
        match child.type:
            case "softbreak" | "hardbreak":
                flow.text += "\n"
                flow.lines.append(len(flow.text))
            case "html_inline":
                begun = line + len(flow.lines) - 1
                child.meta[MARKS] = marks_in(child.content, begun)
                flow.marks += [(len(flow.text), mark) for mark in child.meta[MARKS]]
                flow.lines += [len(flow.text)] * child.content.count("\n")
            case _:
                flow.text += child.content
    return flow


def spans_of(text: str) -> list[tuple[int, int]]:
    """Find where the sentences of a text begin and end. What has no letter belongs to the sentence before it."""
    cuts = [0, *(found.end() for found in SENTENCE_END.finditer(text)), len(text)]
    spans: list[tuple[int, int]] = []
    for begin, end in pairwise(cuts):
        if any(character.isalpha() for character in text[begin:end]) or not spans:
            spans.append((begin, end))
        else:
            spans[-1] = (spans[-1][0], end)
    return spans


def passages_of(document: str) -> list[Passage]:
    """Read the sentences of a document with the marks beside them, in its order; a heading only where it has one.

    Raises ValueError, with the line, for a mark that names nothing, or that stands beside no sentence.
    """
    return Reading(document).passages


@dataclass(slots=True, kw_only=True)
class Block:
    """A block that marks on a line of their own stand before, while it is read."""

    level: int
    marks: list[Mark]
    sentences: list[Sentence] = field(default_factory=list)

    def whole(self, section: str) -> Passage:
        """Make one passage of all that was read."""
        if not any(sentence.text.strip() for sentence in self.sentences):
            raise ValueError(f"line {self.marks[0].line}: a mark stands before a block without text")
        text = " ".join(sentence.text for sentence in self.sentences)
        sentence = Sentence(line=self.sentences[0].line, text=text)
        return Passage(section=section, sentence=sentence, marks=tuple(self.marks))


class Reading:
    """One document, read block after block. The marks that stand in a token are in its ``meta``."""

    def __init__(self, document: str) -> None:
        self.parser = parser_for(document)
        self.tokens: Sequence[Token] = self.parser.parse(document)
        self._section = ""
        self._line = 1
        self._around: list[Block] = []
        self.passages = list(self._passages())

    def _passages(self) -> Iterator[Passage]:
        """Read one token after another."""
        waiting: list[Mark] = []
        for before, token in pairwise([Token("", "", 0), *self.tokens]):
            if token.map:
                self._line = token.map[0] + 1
            if alone := standing_alone(token):
                token.meta[MARKS] = alone
                waiting += alone
            elif waiting and token.nesting >= 0 and token.type not in ("html_block", "inline"):
                self._around.append(Block(level=token.level, marks=waiting))
                waiting = []
                if token.nesting == 0:
                    self._around[-1].sentences.append(Sentence(line=self._line, text=token.content))
            if token.type == "inline":
                yield from self._inline(token, is_heading=before.type == "heading_open")
            if self._around and token.level == self._around[-1].level and token.nesting <= 0:
                yield self._around.pop().whole(self._section)
        if waiting:
            raise ValueError(f"line {waiting[0].line}: a mark stands before nothing: put it after its sentence")

    def _inline(self, token: Token, *, is_heading: bool) -> Iterator[Passage]:
        flow = flow_of(token, self._line)
        spans = spans_of(flow.text)
        sentences = [
            Sentence(line=self._line + flow.line_at(begin), text=flow.text[begin:end].strip()) for begin, end in spans
        ]
        if is_heading:
            self._section = " ".join(flow.text.split())
        for block in self._around:
            block.sentences += sentences
        beside = marks_by_sentence(flow, spans)
        for number, sentence in enumerate(sentences):
            is_owed = not is_heading and not self._around and ENDED.search(sentence.text)
            if number in beside or is_owed:
                yield Passage(section=self._section, sentence=sentence, marks=tuple(beside.get(number, ())))


def marks_by_sentence(flow: Flow, spans: Sequence[tuple[int, int]]) -> dict[int, list[Mark]]:
    """Give each mark to the last sentence of which something stands before it.

    Raises ValueError, with the line, for one that nothing stands before.
    """
    beside: dict[int, list[Mark]] = {}
    for offset, mark in flow.marks:
        before = [number for number, (begin, end) in enumerate(spans) if flow.text[begin : min(end, offset)].strip()]
        if not before:
            raise ValueError(f"line {mark.line}: a mark stands after nothing: put it after its sentence")
        beside.setdefault(before[-1], []).append(mark)
    return beside
