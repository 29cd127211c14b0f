"""What the documents show is true: code that no other test runs, and a table that was printed."""

import json
import re
from pathlib import Path
from typing import Any

from pytest_gilclaims import Condition, Lab, Race, World
from pytest_gilclaims.documents.markdown import passages_of
from pytest_gilclaims.facts.host import Host
from pytest_gilclaims.facts.interpreter import this_interpreter
from pytest_gilclaims.facts.machine import this_machine
from pytest_gilclaims.report.answer_table import Row, table_lines
from pytest_gilclaims.testing import open_lab

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def block(document: str, kind: str) -> str:
    """Read the only block of its kind in a document."""
    [found] = re.findall(rf"^```{kind}\n(.*?)^```", (DOCS / document).read_text(), flags=re.MULTILINE | re.DOTALL)
    return str(found)


def test_what_the_architecture_says_of_worlds_is_how_they_work() -> None:
    space: dict[str, Any] = {"Lab": Lab, "Race": Race, "World": World, "Fetches": lambda *real: real, "sleep": len}
    exec(block("architecture.md", "python"), space)
    world = space["gather_awaits_one_by_one"]
    with open_lab(world=world) as lab:
        [(gather, sleep)] = space["fetches"](lab).arms.values()
    assert (gather, sleep) == (space["gather_one_by_one"], len)


def test_a_condition_of_something_that_must_be_given_is_one() -> None:
    space: dict[str, Any] = {"Condition": Condition, "read_dsn": str}
    exec(block("suites.md", "python"), space)
    condition = space["DATABASE"]
    host = Host(interpreter=this_interpreter(), machine=this_machine())
    assert not condition.test(host)
    assert condition.options["dsn"]("postgresql:///test") == "postgresql:///test"


def test_the_document_with_claims_beside_its_sentences_says_what_it_seems_to() -> None:
    passages = passages_of(block("documents.md", ""))
    assert [(one.sentence.text, one.claims, [mark.reason for mark in one.marks]) for one in passages] == [
        ("Sorting is stable.", ("sort.is-stable",), [""]),
        ("It is the best of all.", (), ["an opinion"]),
        (
            "A whole paragraph. What stands before it on a line of its own is about all of it.",
            ("sort.few-steps",),
            [""],
        ),
    ]


def test_the_table_of_several_interpreters_is_what_they_answered() -> None:
    answers = json.loads((DOCS / "answers.json").read_text())
    rows = [Row(label=label_of(answer), answer=answer) for answer in answers]
    _, _, *printed = table_lines(rows)
    assert block("questions.md", "text").splitlines() == printed


def test_the_action_takes_what_the_documents_give_it() -> None:
    given = (DOCS / "everywhere.md").read_text().partition("uses: OWNER/pytest-gilclaims@")[2].partition("```")[0]
    names = re.findall(r"^      ([a-z]+): ", given, flags=re.MULTILINE)
    inputs = (ROOT / "action.yml").read_text().partition("inputs:\n")[2].partition("\noutputs:")[0]
    assert names
    assert set(names) <= set(re.findall(r"^  ([a-z]+):$", inputs, flags=re.MULTILINE))


def label_of(answer: dict[str, Any]) -> str:
    """Name an interpreter as the table does."""
    version = re.findall(r"[\d.]+\w*", answer["interpreter"])[0]
    return f"{version}{'t' if answer['lock'] == 'off' else ''}"
