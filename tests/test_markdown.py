"""Claims beside the sentences of Markdown: each mark goes to its sentence, and what is wrong is told in one line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.documents.markdown import Passage, Reading, passages_of
from pytest_gilclaims.documents.marks import Mark
from pytest_gilclaims.documents.rendering import blocks_of
from pytest_gilclaims.documents.tracing import accepted, stale_claims, troubles
from tests.commands import gilclaims
from tests.records import REPORT

DOCUMENT = """\
# Sorting

Sorting is stable. <!-- claim: sort.stable --> It is *fast*, and
takes `n log n` steps. <!-- claim: sort.steps, sort.cases[few]
--> Some like it. <!-- no claim: an opinion -->

<!-- claim: sort.all -->
A paragraph. With two sentences.

- First of all. <!-- claim: list.first -->
- no sentence

| tool | for |
|------|-----|
| this | Waiting. <!-- claim: table.cell --> |

```
<!-- claim: not.a-mark -->
```
"""


def told(document: str) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(one.sentence.line, " ".join(one.sentence.text.split()), one.claims) for one in passages_of(document)]


def test_marks_go_to_the_sentence_before_them_or_to_the_paragraph_after_them() -> None:
    assert told(DOCUMENT) == [
        (3, "Sorting is stable.", ("sort.stable",)),
        (3, "It is fast, and takes n log n steps.", ("sort.steps", "sort.cases[few]")),
        (5, "Some like it.", ()),
        (8, "A paragraph. With two sentences.", ("sort.all",)),
        (10, "First of all.", ("list.first",)),
        (15, "Waiting.", ("table.cell",)),
    ]
    assert [mark.reason for one in passages_of(DOCUMENT) for mark in one.marks if mark.reason] == ["an opinion"]


def test_line_comments_of_myst_stand_before_a_paragraph() -> None:
    assert told("% claim: sort.all\nIt is so. Really.\n") == [(2, "It is so. Really.", ("sort.all",))]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("So. <!-- claim: -->", "line 1: a mark names no claim"),
        ("So.\n<!-- no claim: -->", "line 2: a sentence without a claim needs a reason"),
        ("So.\n\n<!-- claim: a.b -->\n", "line 3: a mark stands before nothing"),
        ("One.\n\n*<!-- claim: a.b --> Two.*", "line 3: a mark stands after nothing"),
        ("<!-- claim: a.b -->\n***\n", "line 1: a mark stands before a block without text"),
    ],
)
def test_a_mark_that_fits_nowhere_is_told_with_its_line(document: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        passages_of(document)


def test_documents_and_suites_are_held_against_each_other_both_ways() -> None:
    document = "One. <!-- claim: a.b, a.b --> Two.\n\nThree. <!-- claim: a.x --> Four. <!-- claim: a.b -->"
    document += " <!-- no claim: x -->"
    assert [(one.line, one.says) for one in troubles(passages_of(document), ["a.b", "a.c"])] == [
        (1, "claim 'a.b' is named twice for one sentence"),
        (1, "no claim and no reason: Two."),
        (3, "claim 'a.x' does not exist: did you mean 'a.c'?"),
        (3, "both claims and a reason for having none: Four."),
        (0, "claim 'a.c' stands beside no sentence"),
    ]


def test_a_case_that_no_claim_has_is_told() -> None:
    document = "One. <!-- claim: a.b --> Two. <!-- claim: a.b[x] --> Three. <!-- claim: a.b[why] -->"
    assert [one.says for one in troubles(passages_of(document), ["a.b[x]", "a.b[wh]"])] == [
        "claim 'a.b[why]' does not exist: did you mean 'a.b[wh]'?"
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_is_accepted_is_stale_as_soon_as_a_word_of_it_changes(line_end: str) -> None:
    pinned = accepted(DOCUMENT.replace("\n", line_end))
    assert pinned.count(line_end) == DOCUMENT.count("\n")
    assert accepted(pinned) == pinned
    assert told(pinned)[:3] == told(DOCUMENT)[:3]
    assert stale_claims(passages_of(pinned)) == frozenset()
    assert stale_claims(passages_of(pinned.replace("takes", "needs"))) == {"sort.steps", "sort.cases"}


def test_a_mark_that_also_stands_as_code_before_is_not_touched_but_told() -> None:
    with pytest.raises(ValueError, match=r"line 1: a mark stands twice there"):
        accepted("Write `<!-- claim: a.b -->` so. <!-- claim: a.b -->")


PIECES = st.sampled_from(
    [
        *(
            "It is. ",
            "So *it* is. ",
            "Is `it`? ",
            "`<!-- claim: c.d -->` ",
            "**It. Is.** ",
            "[a](b) ",
            "![x](y) ",
            "<b>",
        ),
        *(
            "<!-- claim: a.b -->",
            "<!-- no claim: x -->",
            "<!-- claim: -->",
            "<!-- -->",
            "<!--",
            "-->",
            "% claim: a.b\n",
        ),
        *(
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            "\t",
            "    ",
            "- ",
            "1. ",
            "> ",
            "# ",
            "```\n",
            "| a | b |\n|---|---|\n",
            "***\n",
        ),
        *("\u202e", "\u2066", "\u0000", "\ufeff", "é", "你好。", "{#x}\n", "[^1]", "&lt;", "\\", "<div>\n", "<script>"),
    ]
)
documents = st.lists(PIECES, max_size=25).map("".join)


def complaint_of(call: Callable[[str], object], document: str) -> str:
    try:
        call(document)
    except ValueError as error:
        return str(error)
    return ""


@given(documents)
def test_any_document_is_read_rendered_and_accepted_or_refused_in_one_line_with_its_place(document: str) -> None:
    seen: list[tuple[Passage, Mark]] = []

    def chips(passage: Passage, mark: Mark) -> str:
        seen.append((passage, mark))
        return f"<i>{len(seen)}</i>"

    if complaint := complaint_of(Reading, document):
        assert re.match(r"line \d+: [^\n]+$", complaint)
        return
    reading = Reading(document)
    blocks = list(blocks_of(reading, chips))
    marks = [mark for passage in reading.passages for mark in passage.marks]
    assert {id(mark) for _, mark in seen} == {id(mark) for mark in marks}
    assert len(seen) == len(marks)
    assert all(f"<i>{number}</i>" in "".join(block.html for block in blocks) for number in range(1, len(seen) + 1))
    assert "<script" not in "".join(block.html for block in blocks)
    if complaint := complaint_of(accepted, document):
        assert re.match(r"line \d+: [^\n]+$", complaint)
    else:
        assert not any(passage.is_stale for passage in passages_of(accepted(document)))


def test_trace_tells_file_and_line_and_a_document_of_whole_suites_is_in_order(tmp_path: Path) -> None:
    document = tmp_path / "document.md"
    document.write_text("One at a time. <!-- claim: gil.one-thread-runs-bytecode-at-a-time --> Is it?\n")
    outcome = gilclaims("trace", document)
    assert outcome.returncode == 1
    assert outcome.stdout == f"{document}:1: no claim and no reason: Is it?\n2 sentences: 1 with claims; 1 to look at\n"
    document.write_text("One at a time. <!-- claim: gil.one-thread-runs-bytecode-at-a-time -->\n")
    assert gilclaims("trace", document, "--accept").returncode == 0
    assert re.search(r"-time @[0-9a-f]{12} -->", document.read_text())
    document.write_text("One at a time. <!-- claim: -->\n")
    assert (
        gilclaims("trace", document).stderr
        == f"gilclaims: {document}: line 1: a mark names no claim: <!-- claim: ID -->\n"
    )


def test_a_document_is_read_with_its_verdicts_and_what_is_stale_is_not_holding(tmp_path: Path) -> None:
    document, output = tmp_path / "document.md", tmp_path / "page.html"
    name = "gil.computing-threads-gain-nothing[numbers]"
    document.write_text(
        accepted(f"# Threads\n\nThey gain <b>nothing</b>. <!-- claim: {name} --> So. <!-- no claim: so -->\n")
    )
    outcome = gilclaims("read", document, REPORT, "-o", output, "--fail-on", "stale,surprise")
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")
    page = output.read_text()
    assert "<title>Threads</title>" in page
    assert '<a class="chip holds' in page
    assert "pytest --claim &#39;gil.computing-threads-gain-nothing[numbers]&#39;" in page
    assert "&lt;b&gt;nothing&lt;/b&gt;" in page
    assert '<span class="chip untested">so</span>' in page
    document.write_text(document.read_text().replace("They gain", "They lose"))
    outcome = gilclaims("read", document, REPORT, "-o", output, "--fail-on", "stale")
    assert (outcome.returncode, outcome.stdout) == (1, "stale: gil.computing-threads-gain-nothing\n")
    assert "≠ stale" in output.read_text()
    assert '<a class="chip holds' not in output.read_text()
