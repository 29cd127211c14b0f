"""One call on several interpreters: what each of them says, and what changes from one to the other."""

import json
import os
import sys
import venv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims import Build
from pytest_gilclaims.asking.examiner import another
from pytest_gilclaims.asking.inquiry import Inquiry, Interrupted
from pytest_gilclaims.commands.main import main
from pytest_gilclaims.commands.stops import chosen_builds
from pytest_gilclaims.report.answer_changes import what_changes
from pytest_gilclaims.report.answer_table import Row, table_lines
from tests.answers import an_answer, held
from tests.commands import gilclaims

LOCKED = replace(Build.this(), executable="/a/python3.14", version="3.14.10", free_threaded=False)
FREE = replace(LOCKED, executable="/b/python3.14t", free_threaded=True)

MODULE = """
from importlib.util import find_spec
assert find_spec("psutil") is None, "nothing is installed beside this"
def call():
    return sum(range(1000))
"""


def gain(kind: str | None, estimate: float | None = None) -> dict[str, Any]:
    """Invent what a tool gains."""
    return {"gain": kind, "low": None, "estimate": estimate, "high": None, "at_once": False}


def answering(lock: str | None = "keeps", **changes: Any) -> dict[str, Any]:
    """Invent an answer with all its figures."""
    tools = {"threads": gain("nothing", 1.01), "processes": gain("gains", 1.72), "loop": gain("nothing")}
    return {**an_answer(lock=lock), "advice": "processes: threads take turns", **tools, **changes}


@pytest.mark.skipif(os.name == "nt", reason="needs links of POSIX")
def test_an_interpreter_needs_nothing_but_its_own_packages_and_one_that_fails_stops_nobody(tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=True)
    [packages] = environment.glob("lib/python*/site-packages")
    (packages / "only_there.py").write_text(MODULE)
    python = environment / "bin" / "python"
    outcome = gilclaims(
        *("ask", "--json", "--budget=1", "-m", "only_there:call", "--python", sys.executable, "--python", python),
        cwd=tmp_path,
    )
    assert outcome.returncode == 1, outcome.stderr
    [answer] = json.loads(outcome.stdout)
    assert held(answer)["call"] == "only_there:call()"
    assert outcome.stderr.count("\n") == 1
    assert "ModuleNotFoundError: No module named 'only_there'" in outcome.stderr


def test_an_interpreter_that_is_nowhere_is_named_beside_those_at_hand() -> None:
    with pytest.raises(ValueError, match=r"^no CPython 3\.99t was found: name one of 3\.14, 3\.14t, or the path"):
        chosen_builds(["3.99t"], [FREE, LOCKED])
    with pytest.raises(ValueError, match=r"^CPython 3\.9\.2 is too old: name one from 3\.11 on"):
        chosen_builds(["3.9"], [replace(LOCKED, version="3.9.2")])
    assert chosen_builds(["3.14t", "3.14", "3.14.10"], [LOCKED, FREE]) == [FREE, LOCKED]


def test_who_asks_one_that_is_nowhere_reads_one_sentence() -> None:
    outcome = gilclaims("ask", "--python=3.99t", "1")
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("gilclaims: no CPython 3.99t was found: ")
    assert outcome.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("build", "asked", "has"),
    [(LOCKED, "0", None), (LOCKED, "1", None), (FREE, "0", "0"), (FREE, "1", "1"), (FREE, None, None)],
)
def test_the_lock_of_another_interpreter_is_as_the_environment_wants_it(
    build: Build, asked: str | None, has: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PYTHON_GIL", raising=False)
    if asked is not None:
        monkeypatch.setenv("PYTHON_GIL", asked)
    examiner = another(build, tmp_path)
    assert examiner.environment is not None
    assert examiner.environment.get("PYTHON_GIL") == has
    assert [path.name for path in tmp_path.iterdir()] == ["pytest_gilclaims"]


def test_answers_are_a_table() -> None:
    free = answering(lock="off", threads=gain("gains", 1.68), processes=gain(None, 1.3), advice="threads: they gain")
    free["why"] = {"processes": "not decided: too noisy"}
    rows = [
        Row(label="3.14.10", answer=answering()),
        Row(label="3.14.10t", answer=free),
        Row(label="3.15.2", failure="it crashed the interpreter: SIGSEGV"),
    ]
    assert list(table_lines(rows)) == [
        "work()    2 of 2 cores usable",
        "",
        "          a call  does      GIL   threads         processes  loop     advice",
        "3.14.10   8.1 ms  computes  held  1.01 × nothing  1.72 ×     nothing  processes",
        "3.14.10t  8.1 ms  computes  off   1.68 ×          1.30 × ?   nothing  threads",
        "3.15.2    no answer: it crashed the interpreter: SIGSEGV",
        "",
        "→ free-threaded: threads gain 1.7 ×, where they gain nothing with the GIL",
        "  3.14.10t processes: not decided: too noisy",
    ]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([answering(), answering()], "nothing changes"),
        ([answering(), answering(lock=None)], "nothing changes in what is decided"),
        ([answering(), answering(does="waits")], "it computes on A, waits on B"),
        ([answering(), answering(lock="releases")], "it holds the GIL on A, releases the GIL on B"),
        (
            [answering(), answering(threads=gain("gains", 1.6)), answering(threads=gain("gains", 1.8))],
            "threads gain nothing on A, gain 1.6 to 1.8 × on B and C",
        ),
        (
            [answering(), answering(lock="off", threads=gain("slower", 0.6))],
            "free-threaded: threads are slower than one (0.6 ×), where they gain nothing with the GIL",
        ),
        (
            [answering(threads=gain("gains", 2.9)), answering(lock="off", threads=gain("gains", 3.0))],
            "free-threaded: threads gain 3.0 ×, and with the GIL they gain 2.9 × as well",
        ),
        (
            [answering(), answering(lock="off", threads=gain("gains", 1.7), interpreter="CPython 3.14.10, GIL off")],
            "threads gain nothing on A, gain 1.7 × on B",
        ),
        (
            [answering(), answering(lock="off", threads=gain(None, 1.4))],
            "free-threaded: not decided what changes for threads",
        ),
        (
            [answering(), answering(lock="off", threads=gain("gains", 1.7), processes=gain("nothing", 1.0))],
            (
                "free-threaded: threads gain 1.7 ×, where they gain nothing with the GIL; "
                "processes gain 1.7 × on A, gain nothing on B"
            ),
        ),
        (
            [answering(), answering(threads=gain("gains", 1.6)), answering(lock="off", threads=gain("gains", 1.7))],
            "threads gain nothing on A, gain 1.6 to 1.7 × on B and C",
        ),
    ],
)
def test_one_sentence_says_what_changes(answers: list[dict[str, Any]], said: str) -> None:
    assert what_changes(list(zip("ABC", answers, strict=False))) == said


GAINS = st.sampled_from(["gains", "nothing", "slower", None])
ANSWERS = st.builds(
    lambda lock, does, threads, processes: answering(
        lock=lock, does=does, threads=gain(threads, 1.5), processes=gain(processes, 1.5)
    ),
    st.sampled_from(["keeps", "releases", "off", None]),
    st.sampled_from(["computes", "waits", "both", None]),
    GAINS,
    GAINS,
)


@given(st.lists(ANSWERS, min_size=2, max_size=5))
def test_what_free_threading_changes_is_said_only_if_it_was_asked(answers: list[dict[str, Any]]) -> None:
    said = what_changes([(f"3.{number}", answer) for number, answer in enumerate(answers)])
    locks = [answer["lock"] for answer in answers]
    if "free-threaded" in said:
        assert "off" in locks
        assert set(locks) != {"off"}
    if "nothing changes" in said:
        decided = [{answer["threads"]["gain"] for answer in answers} - {None}, {answer["does"] for answer in answers}]
        assert all(len(kinds - {None}) < 2 for kinds in decided)


def test_who_interrupts_reads_of_those_that_were_asked_by_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pythons = [tmp_path / name for name in ("one", "two", "three")]
    for python in pythons:
        python.symlink_to(sys.executable)
    known = iter([answering(), answering(does=None, why={"does": "interrupted (while computes: round 2)"})])

    def answer(inquiry: Inquiry, progress: object) -> dict[str, Any]:
        found = next(known)
        if found["does"] is None:
            raise Interrupted(found)
        return found

    monkeypatch.setattr(Inquiry, "answer", answer)
    named = [word for python in pythons for word in ("--python", str(python))]
    assert main(["ask", "work()", *named]) == 1
    printed = capsys.readouterr().out
    assert f"{pythons[2]}  no answer: not asked: interrupted" in printed
    assert f"{pythons[1]} does: interrupted (while computes: round 2)" in printed
