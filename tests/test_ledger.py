"""The ledger: what does not fit is named, and a document is held against it sentence by sentence."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.documents.guide import guide
from pytest_gilclaims.documents.ledger import NAME, Entry, Ledger, contradictions, differences, outdated, read_ledger
from pytest_gilclaims.documents.sentences import Layout, Sentence, sentences_of
from pytest_gilclaims.testing import MakeClaims
from tests.commands import gilclaims
from tests.toys import TOYS, TRUE_CLAIM

LAYOUT = Layout(code=re.compile(r"\$ "), label=re.compile(r"^Q: "))

words = st.text(alphabet="abcxyz", min_size=1, max_size=8)


def ledger_of(*entries: Entry) -> Ledger:
    return Ledger(path=Path("ledger.toml"), layout=LAYOUT, entries=entries)


def entry(digest: str, *, claims: tuple[str, ...] = (), implied_by: str = "", reason: str = "") -> Entry:
    return Entry(digest=digest, section="s", says="It is so.", claims=claims, implied_by=implied_by, reason=reason)


def digests_of(text: str) -> list[str]:
    return [sentence.digest for sentence in sentences_of(text, LAYOUT)]


def texts_of(text: str) -> list[str]:
    return [sentence.text for sentence in sentences_of(text, LAYOUT)]


def test_prose_is_split_after_full_stops_and_code_is_one_sentence() -> None:
    text = 'One. Two! "Is it?" He asks.\n\n$ run this\n$ and  that\nQ: Three: \u00abnot split\u00bb\n---\n'
    assert texts_of(text) == [
        "One.",
        "Two!",
        '"Is it?"',
        "He asks.",
        "$ run this $ and  that",
        "Three: \u00abnot split\u00bb",
    ]


def test_a_figure_with_a_point_is_no_end_of_a_sentence() -> None:
    assert texts_of("It takes 1.5 s, e.g. here.") == ["It takes 1.5 s, e.g. here."]


@given(st.lists(words, min_size=1))
def test_a_digest_does_not_depend_on_white_space(parts: list[str]) -> None:
    narrow, wide = (Sentence(line=1, text=space.join(parts)) for space in (" ", " \n  "))
    assert narrow.digest == wide.digest


def test_what_fits_has_no_contradiction() -> None:
    ledger = ledger_of(entry("a", claims=("x.y",)), entry("b", implied_by="a"), entry("c", reason="opinion"))
    assert list(contradictions(ledger, ["x.y"])) == []


@pytest.mark.parametrize(
    ("entries", "claims", "said"),
    [
        ([entry("a", reason="r"), entry("a", reason="r")], [], "sentence a is entered twice"),
        ([entry("a")], [], "sentence a needs exactly one of claims, implied_by and reason"),
        ([entry("a", claims=("x.y",), reason="r")], ["x.y"], "sentence a needs exactly one"),
        ([entry("a", implied_by="b")], [], "sentence a is implied by b, which is not there"),
        ([entry("a", claims=("x.y",))], [], "claim 'x.y' is named and does not exist"),
        ([entry("a", reason="r")], ["x.y"], "claim 'x.y' tests no sentence"),
        ([entry("a", implied_by="b"), entry("b", implied_by="a")], [], "sentence a is implied by itself"),
    ],
)
def test_what_does_not_fit_is_named(entries: list[Entry], claims: list[str], said: str) -> None:
    assert any(problem.startswith(said) for problem in contradictions(ledger_of(*entries), claims))


def test_a_document_differs_where_a_sentence_is_new_changed_or_gone() -> None:
    before = "Alpha stays. Beta changes. Gamma goes. Delta stays. Alpha stays."
    digests = list(dict.fromkeys(digests_of(before)))
    ledger = ledger_of(*(entry(digest, reason="r") for digest in digests))
    assert list(differences(ledger, list(sentences_of(before, LAYOUT)))) == []
    after = list(sentences_of("Alpha stays. Beta has changed. Delta stays. Omega is new.", LAYOUT))
    found = [(difference.word, difference.entry, difference.sentence) for difference in differences(ledger, after)]
    assert found == [
        ("changed", ledger.entries[1], after[1]),
        ("gone", ledger.entries[2], None),
        ("new", None, after[3]),
    ]


def write_ledger(folder: Path, digest: str) -> Path:
    path = folder / NAME
    path.write_text(f'[[sentence]]\ndigest = "{digest}"\nsection = "s"\nsays = "So."\nclaims = ["x.y"]\n')
    return path


def test_tracing_tells_which_sentence_changed_and_whose_claims_are_outdated(tmp_path: Path) -> None:
    document = tmp_path / "document.txt"
    document.write_text("It is so.\n")
    ledger = write_ledger(tmp_path, digests_of("It is so.")[0])
    same = gilclaims("trace", document, "--ledger", ledger)
    assert (same.returncode, same.stderr) == (0, "")
    assert same.stdout == (
        "1 sentence: 1 tested by 1 claim, 0 implied by others, 0 without a claim for a stated reason; 0 to look at\n"
    )
    document.write_text("It is not so.\n")
    changed = gilclaims("trace", document, "--ledger", ledger)
    assert changed.returncode == 1
    assert re.match(r"changed: line 1, \w{12}: It is not so. \(was: \w{12}: So.\) outdated .*: x.y\n", changed.stdout)


@pytest.mark.parametrize(
    ("content", "said"),
    [("digest =", "is no ledger: Invalid value"), ("[[sentence]]\nsays = 1", "is no ledger: "), (None, "No such file")],
)
def test_misuse_is_one_sentence(tmp_path: Path, content: str | None, said: str) -> None:
    (tmp_path / "document.txt").write_text("It is so.")
    if content is not None:
        (tmp_path / NAME).write_text(content)
    outcome = gilclaims("trace", tmp_path / "document.txt", "--ledger", tmp_path / NAME)
    assert outcome.returncode == 2
    assert said in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_the_ledger_that_ships_has_a_word_for_every_sentence_and_is_in_order() -> None:
    ledger = read_ledger(guide() / NAME)
    assert len(ledger.entries) == 184
    assert all(len(entry.digest) == 12 and entry.says.endswith((".", "?")) for entry in ledger.entries)


def test_the_suite_that_ships_fits_its_ledger_and_a_part_of_it_is_not_held_against_it(tmp_path: Path) -> None:
    for arguments in ([], ["-k", "lock"], [str(guide() / "test_gil.py")]):
        command = [sys.executable, "-m", "pytest", "--claims", "--collect-only", "-q", *arguments]
        outcome = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_a_suite_that_does_not_fit_is_refused_with_the_place(pytester: pytest.Pytester, make_claims: object) -> None:
    folder = pytester.mkdir("own")
    write_ledger(folder, "0" * 12)
    pytester.makeini("[pytest]\nclaims_paths = own\n")
    result = pytester.runpytest("--claims", "--collect-only")
    result.stderr.fnmatch_lines(["ERROR: *own/ledger.toml: claim 'x.y' is named and does not exist"])


def test_a_circle_in_a_ledger_does_not_keep_a_part_of_its_claims_from_being_heard(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM)
    pytester.path.joinpath("document.txt").write_text("Nothing of it.")
    pytester.path.joinpath(NAME).write_text(
        "".join(
            f'[[sentence]]\ndigest = "{one}"\nsection = "s"\nsays = "So."\nimplied_by = "{other}"\n'
            for one, other in ("ab", "ba")
        )
    )
    arguments = ("--claims", "-o", "claims_paths=.", "--claims-document=document.txt", "test_toys.py")
    result = pytester.runpytest_subprocess(*arguments, timeout=120)
    result.stdout.fnmatch_lines(["toy        ✓"])


def test_claims_of_a_changed_sentence_are_outdated_and_those_that_it_follows_from() -> None:
    old = [Sentence(line=1, text=text) for text in ("One.", "Two.", "Three.")]
    ledger = ledger_of(
        entry(old[0].digest, claims=("s.one",)),
        entry(old[1].digest, implied_by=old[2].digest),
        entry(old[2].digest, claims=("s.three",)),
    )
    assert outdated(ledger, old) == frozenset()
    assert outdated(ledger, [Sentence(line=1, text="Another."), *old[1:]]) == {"s.one"}
    assert outdated(ledger, [old[0], old[2]]) == {"s.three"}


def test_a_circle_of_sentences_has_an_end_and_no_claims() -> None:
    circle = ledger_of(entry("a", implied_by="b"), entry("b", implied_by="a"), entry("c", implied_by="b"))
    assert outdated(circle, []) == frozenset()


def test_a_part_of_a_suite_has_a_ledger_of_its_own(make_claims: MakeClaims, pytester: pytest.Pytester) -> None:
    make_claims(TRUE_CLAIM)
    part = pytester.mkdir("part")
    (part / "test_part.py").write_text(TOYS.format(claims=TRUE_CLAIM.replace("toy.value-is-three", "toy.part")))
    pytester.makeini("[pytest]\nclaims_paths = .")
    fitting = '[[sentence]]\ndigest = "a"\nsection = "s"\nsays = "So."\nclaims = ["{}"]\n'
    (pytester.path / NAME).write_text(fitting.format("toy.value-is-three"))
    (part / NAME).write_text(fitting.format("toy.part"))
    pytester.runpytest("--claims").stdout.fnmatch_lines(["2 claims: 2 hold*"])
    (part / NAME).write_text(fitting.format("toy.value-is-three"))
    outcome = pytester.runpytest("--claims")
    outcome.stderr.fnmatch_lines(["*part/ledger.toml: claim 'toy.value-is-three' is named and does not exist*"])
