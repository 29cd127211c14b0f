"""The reference of the site keeps its word: every option, name and term, and the schema that records fit."""

import json
import re
import shutil
from pathlib import Path

import pytest

import pytest_gilclaims
from docs.options import filled_in, heard
from docs.schema import as_text, schema
from pytest_gilclaims.report.archive import members
from pytest_gilclaims.report.store import as_json
from tests.records import EMPTY, shortened_report

jsonschema = pytest.importorskip("jsonschema")

DOCS = Path(__file__).parents[1] / "docs"
ARCHIVED = dict(members(DOCS / "records.tar.xz"))


def problems_of(record: object) -> list[str]:
    return [error.message[:200] for error in jsonschema.Draft202012Validator(schema()).iter_errors(record)]


def test_the_schema_is_made_of_the_types_that_records_are_made_of() -> None:
    assert (DOCS / "record.schema.json").read_text() == as_text(), "run docs/schema.py: the types have changed"
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", ARCHIVED, ids=str)
def test_an_archived_record_fits_the_schema(name: Path) -> None:
    assert problems_of(json.loads(ARCHIVED[name])) == []


def test_the_record_of_the_report_and_an_empty_one_fit_the_schema() -> None:
    assert problems_of(json.loads((DOCS / "report.json").read_text())) == []
    assert problems_of(json.loads(as_json(EMPTY))) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [("schema", 99), ("seconds", -1.0), ("complete", "yes"), ("claims", {}), ("unknown", 1), ("machine", {})],
)
def test_what_is_no_record_does_not_fit_the_schema(place: str, value: object) -> None:
    assert problems_of(shortened_report()) == []
    assert problems_of({**shortened_report(), place: value}) != []


def test_a_verdict_that_there_is_not_does_not_fit_the_schema() -> None:
    record = shortened_report()
    record["claims"][0]["verdict"] = "perhaps"
    assert problems_of(record) != []


def test_the_example_of_the_reference_validates_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [example] = re.findall(r"^```python\n(.*?)^```", (DOCS / "reference-record.md").read_text(), flags=re.M | re.S)
    shutil.copytree(DOCS, tmp_path / "docs", ignore=shutil.ignore_patterns("*.xz", "*.png"))
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "reference-record.md", "exec"), {})


def test_the_reference_has_every_public_name() -> None:
    page = (DOCS / "reference-api.md").read_text()
    named = re.findall(r"^\.\. (?:py:data|auto(?:class|function|exception)):: (\w+)$", page, flags=re.MULTILINE)
    assert sorted(named) == sorted(pytest_gilclaims.__all__)


def test_the_reference_has_every_option_setting_and_command() -> None:
    page = filled_in((DOCS / "reference-commands.md").read_text())
    assert "<!--" not in page
    assert [name for name, _ in heard().options + heard().settings if f"| `{name}` |" not in page] == []
    for command in ("trace", "read", "matrix", "run", "explain", "ask"):
        assert re.search(rf"^### {command}\n\n[A-Z].*\.\n\n```text\ngilclaims {command} ", page, flags=re.MULTILINE)
    assert "| `-s, --setup SETUP` | what is run before; may be repeated |" in page


def test_the_glossary_has_each_term_once_in_order() -> None:
    terms = re.findall(r"^([a-z]+(?: [a-z]+)*)\n  \S", (DOCS / "glossary.md").read_text(), flags=re.MULTILINE)
    assert len(terms) > 30
    assert terms == sorted(set(terms))
