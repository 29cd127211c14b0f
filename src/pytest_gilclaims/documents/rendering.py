"""Rendering: a Markdown document as HTML, block by block, with something in place of each mark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from pytest_gilclaims.documents.markdown import MARKS, Passage, Reading
from pytest_gilclaims.documents.marks import COMMENT, Mark

OF_MYST = "myst_line_comment"

Chips = Callable[[Passage, Mark], str]
"""Writes HTML for what stands in place of a mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A block of the document as HTML, and the claims that are named in it."""

    html: str
    claims: tuple[str, ...]


def blocks_of(reading: Reading, chips: Chips) -> Iterator[Rendered]:
    """Render one block of the outermost level after another. HTML in the document is shown as text, not obeyed."""
    passages = {id(mark): passage for passage in reading.passages for mark in passage.marks}
    parser = reading.parser

    def in_place_of_html(
        renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        marks: list[Mark] = tokens[index].meta.get(MARKS, [])
        shown = "".join(chips(passages[id(mark)], mark) for mark in marks)
        is_html = tokens[index].type != OF_MYST
        return shown + (escape(COMMENT.sub("", tokens[index].content)).strip() if is_html else "")

    for name in ("html_inline", "html_block", OF_MYST):
        parser.add_render_rule(name, in_place_of_html)
    for block in outermost(reading.tokens):
        html = parser.renderer.render(block, parser.options, {})
        marks = [
            mark for token in block for one in (token, *(token.children or ())) for mark in one.meta.get(MARKS, [])
        ]
        claims = dict.fromkeys(claim for mark in marks for claim in mark.claims)
        yield Rendered(html=html, claims=tuple(claims))


def outermost(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Group tokens by the outermost block that they belong to, and marks before a block with the block."""
    begin = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0 and MARKS not in token.meta:
            yield tokens[begin : index + 1]
            begin = index + 1
