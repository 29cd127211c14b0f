"""The benchmarks: what counts as right, what their tables say, and that each of them runs."""

import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.busy_loops import busy_loops
from benchmarks.comparisons import COMPARISONS, FASTER, NOT_FASTER, Answer, arm_of
from benchmarks.contenders import TOOLS, Question, ToolError, attempt, speedup_said_by_pyperf
from benchmarks.engine import answer_of
from benchmarks.equal_arms import CLAIMS, Tally, compare, simulated_rounds
from benchmarks.judging_cost import simulated_run
from benchmarks.noises import NOISES
from benchmarks.time_to_verdict import key_of, outcome_of, table, tools_at_hand
from benchmarks.verdicts_under_load import contradictions, name_of, quiet_records, rows_of, what_matters
from pytest_gilclaims.facts.interpreter import gil_is_enabled
from pytest_gilclaims.instruments.race import Observation
from pytest_gilclaims.judging.verdict import Verdict
from pytest_gilclaims.testing import MakeClaims
from tests.toys import SURPRISING_CLAIM, TRUE_CLAIM, UNDECIDED_CLAIM

ROOT = Path(__file__).parents[1]


def run_benchmark(name: str, *arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a benchmark as people do, with its output file in a folder."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


# What is right


@pytest.mark.parametrize(
    ("locked", "cores", "faster"),
    [
        (True, 2, {"waiting", "hashing", "compression"}),
        (False, 2, {"computing", "waiting", "hashing", "compression"}),
        (True, 1, {"waiting"}),
        (False, 1, {"waiting"}),
    ],
)
def test_what_is_faster_in_threads_depends_on_the_lock_and_the_cores(
    locked: bool, cores: int, faster: set[str]
) -> None:
    right = {name: comparison.truth(locked=locked, cores=cores) for name, comparison in COMPARISONS.items()}
    assert {name for name, answer in right.items() if answer is Answer.YES} == faster


@given(st.floats(min_value=0.01, max_value=100))
def test_whether_twins_differ_is_the_same_whichever_of_them_is_named_first(speedup: float) -> None:
    twins = COMPARISONS["twins"]
    bounds = (NOT_FASTER, FASTER, 1 / NOT_FASTER, 1 / FASTER)
    if all(abs(speedup - bound) > 1e-9 for bound in bounds):
        assert twins.answer_to(speedup) is twins.answer_to(1 / speedup)


@given(st.floats(min_value=0.01, max_value=NOT_FASTER))
def test_whoever_is_slower_is_not_faster(speedup: float) -> None:
    assert COMPARISONS["computing"].answer_to(speedup) is Answer.NO


@pytest.mark.parametrize("name", COMPARISONS)
def test_between_the_bounds_nothing_is_decided(name: str) -> None:
    assert COMPARISONS[name].answer_to((NOT_FASTER + FASTER) / 2) is Answer.UNDECIDED
    assert COMPARISONS[name].answer_to(FASTER) is Answer.YES


@pytest.mark.parametrize("name", COMPARISONS)
def test_a_verdict_and_its_opposite_are_opposite_answers(name: str) -> None:
    assert {answer_of(name, Verdict.HOLDS), answer_of(name, Verdict.REFUTED)} == {Answer.YES, Answer.NO}
    assert answer_of(name, Verdict.INCONCLUSIVE) is Answer.UNDECIDED


def test_a_tool_that_changes_the_lock_gets_no_arm() -> None:
    with pytest.raises(RuntimeError, match="the lock is"):
        arm_of("computing", "loop", locked=not gil_is_enabled())


# What the tools say


@pytest.mark.parametrize(
    ("said", "speedup"),
    [
        ("Mean +- std dev: [loop] 82.1 ms +- 1.9 ms -> [threads] 20.8 ms +- 0.4 ms: 3.94x faster", 3.94),
        ("Mean +- std dev: [loop] 10 ms +- 1 ms -> [threads] 20 ms +- 1 ms: 2.00x slower", 0.5),
        ("Benchmark hidden because not significant (1): timeit", 1.0),
    ],
)
def test_pyperf_says_how_much_faster(said: str, speedup: float) -> None:
    assert speedup_said_by_pyperf(said) == pytest.approx(speedup)


def test_what_pyperf_does_not_say_is_no_answer() -> None:
    with pytest.raises(ToolError, match="ERROR"):
        speedup_said_by_pyperf("ERROR: need at least two benchmark files")


def test_a_tool_that_fails_answers_nothing_and_says_why() -> None:
    failed = attempt(TOOLS["gilclaims"], Question(name="computing", locked=not gil_is_enabled()))
    assert failed["answer"] is None
    assert "the lock is" in failed["error"]
    assert outcome_of(failed["answer"], Answer.NO) == "failed"


@pytest.mark.parametrize("tool", ["gilclaims", "pytest-benchmark"])
def test_a_tool_answers_whether_tiny_calls_are_faster_in_threads(tool: str) -> None:
    # A busy machine may leave it undecided.
    answers = {Answer.NO, Answer.UNDECIDED} if tool == "gilclaims" else {Answer.NO}
    assert attempt(TOOLS[tool], Question(name="tiny calls", locked=gil_is_enabled()))["answer"] in answers


def test_tools_that_are_named_must_be_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.contenders.find_spec", lambda module: None if module == "pyperf" else module)
    assert "pyperf" not in tools_at_hand(None)
    assert "pyperf is left out" in capsys.readouterr().err
    with pytest.raises(ValueError, match=r"not installed here: pyperf; install the extra"):
        tools_at_hand(["gilclaims", "pyperf"])


# Time to a verdict


def test_right_wrong_and_undecided_answers_are_counted_apart() -> None:
    answers = [("no", 1.0), ("no", 2.0), ("yes", 9.0), ("undecided", 15.0), (None, 0.5)]
    attempts = [{"answer": answer, "seconds": seconds} for answer, seconds in answers]
    series = {key_of("CPython", 2, "twins", "pyperf"): attempts}
    lines = list(table(series, "CPython", 2, {"twins": Answer.NO}, ["pyperf", "gilclaims"]))
    assert "| twins | no | 2 right, 1 wrong, 1 undecided, 1 failed · 2.0 s | – |" in lines


def test_a_series_goes_on_where_it_stopped(tmp_path: Path) -> None:
    arguments = ("--loads", "0", "--only", "tiny calls", "--tools", "gilclaims", "--repeats")
    first = run_benchmark("time_to_verdict", *arguments, "1", folder=tmp_path)
    assert (first.returncode, first.stderr.count("tiny calls by gilclaims")) == (0, 1)
    second = run_benchmark("time_to_verdict", *arguments, "2", folder=tmp_path)
    assert second.stderr.count("tiny calls by gilclaims") == 1
    assert re.search(
        r"^\| tiny calls \| no \| (2 right|2 undecided|1 right, 1 undecided) ", second.stdout, re.MULTILINE
    )
    (attempts,) = json.loads((tmp_path / "time_to_verdict.json").read_text()).values()
    assert len(attempts) == 2


# Equal arms


def tallies_of(first: float) -> dict[str, Tally]:
    """Compare two arms, of which the first is so many times as fast as it should be."""
    tallies = {name: Tally() for name in CLAIMS}
    seen = {
        "first": Observation(wall=1 / first),
        "second": Observation(wall=1.0),
        "twice": Observation(wall=2.0),
    }
    compare(itertools.repeat(seen), 30, tallies)
    return tallies


def test_equal_arms_are_decided_rightly() -> None:
    assert {name: (tally.false, tally.undecided) for name, tally in tallies_of(1.0).items()} == dict.fromkeys(
        CLAIMS, (0, 0)
    )


def test_arms_that_are_not_equal_would_be_told_as_false_verdicts() -> None:
    assert {name: tally.false for name, tally in tallies_of(1.4).items()} == dict.fromkeys(CLAIMS, 1)


def test_arms_between_the_bounds_are_told_as_undecided() -> None:
    assert {name: tally.undecided for name, tally in tallies_of(1.2).items()} == dict.fromkeys(CLAIMS, 1)


@pytest.mark.parametrize("noise", NOISES)
def test_a_series_of_rounds_is_the_same_for_the_same_seed(noise: str) -> None:
    one, other = (list(itertools.islice(simulated_rounds(NOISES[noise], 3), 5)) for _ in range(2))
    assert one == other


def test_equal_arms_are_compared_simulated_and_in_the_lab(tmp_path: Path) -> None:
    outcome = run_benchmark("equal_arms", "--simulated", "2", "--real", "1", "--loads", "0", folder=tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.splitlines()[-1] == "false verdicts: none"
    assert "| 2 simulated, quiet | 0 false, 0 undecided · 15 rounds, at most 15 |" in outcome.stdout
    assert "| 1 real, beside 0 | 0 false," in outcome.stdout


# The cost of judging


def test_a_run_near_its_bound_ends_when_its_seconds_are_spent() -> None:
    spent = simulated_run(round_seconds=0.05, seconds=1.0)
    assert spent.measuring == pytest.approx(0.05 * spent.rounds)
    assert spent.measuring + spent.judging > 1.0 - 0.05
    assert 0 < spent.share_of_judging < 1


def test_the_cost_of_judging_is_told(tmp_path: Path) -> None:
    outcome = run_benchmark("judging_cost", "--rounds", "20", "--looks", "2", "--seconds", "0.1", folder=tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    assert "| 20 | " in outcome.stdout
    assert "| 20 ms | " in outcome.stdout


# Beside busy loops


def test_busy_loops_run_meanwhile_and_no_longer() -> None:
    before = set(psutil.Process().children())
    with busy_loops(2):
        loops = set(psutil.Process().children()) - before
        assert len(loops) == 2
    assert not any(loop.is_running() for loop in loops)


def test_busy_loops_end_with_whoever_started_them() -> None:
    source = "import os; from benchmarks.busy_loops import busy_loops\nwith busy_loops(1): os._exit(0)"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", source], env=environment, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        # The loop has the pipe as well: it is closed when both have ended.
        assert parent.stdout.read() == b""


def run_of(**verdicts: str) -> dict[str, Any]:
    """Make a run as the series keeps it."""
    return {"exit": 0, "seconds": 1.0, "verdicts": verdicts, "reasons": {}, "broken": []}


def test_few_claims_have_a_row_each() -> None:
    quiet, loaded = [run_of(a="holds", b="refuted")] * 2, [run_of(a="holds", b="inconclusive")]
    assert list(rows_of([quiet, loaded, []])) == [("a", ("2 h", "1 h", "–")), ("b", ("2 r", "1 i", "–"))]


def test_many_claims_share_the_rows_that_are_alike() -> None:
    verdicts = {f"gil.{number}": "holds" for number in range(20)} | {"trap.it": "inconclusive", "trap.that": "refuted"}
    assert list(rows_of([[run_of(**verdicts)]])) == [
        ("20 claims: gil (20)", ("1 h",)),
        ("trap.it", ("1 i",)),
        ("trap.that", ("1 r",)),
    ]


def test_some_claims_in_a_row_are_named() -> None:
    assert name_of(["gil.one", "trap.two"]) == "2 claims: gil.one, trap.two"


def test_a_claim_that_broke_in_the_first_run_has_its_row() -> None:
    first = run_of() | {"broken": [{"id": "gil.a"}]}
    assert list(rows_of([[first, run_of(**{"gil.a": "holds"})]])) == [("gil.a", ("1 b 1 h",))]


def test_a_claim_decided_both_ways_is_a_contradiction_and_an_undecided_one_is_none() -> None:
    runs = [run_of(a="holds", b="holds"), run_of(a="refuted", b="inconclusive")]
    assert contradictions(runs) == ["a"]


def test_a_run_keeps_why_a_claim_is_inconclusive_and_where_the_time_went() -> None:
    claims = [
        {"id": "a", "verdict": "holds", "reason": "so it is"},
        {"id": "b", "verdict": "inconclusive", "reason": "nobody knows"},
    ]
    record: dict[str, Any] = {"claims": claims, "broken": [], "durations": {"a": 1.5}}
    kept = what_matters(record, 0, 2.04)
    assert kept["reasons"] == {"b": "nobody knows"}
    assert (kept["seconds"], kept["durations"]) == (2.0, {"a": 1.5})
    del record["durations"]
    assert "durations" not in what_matters(record, 0, 2.04)


def test_verdicts_are_held_against_a_quiet_record(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM, SURPRISING_CLAIM, UNDECIDED_CLAIM)
    script = ROOT / "benchmarks" / "verdicts_under_load.py"
    toys = pytester.path
    quiet = toys / "quiet.json"
    pytester.runpytest_subprocess("--claims", str(toys), "--claims-budget=0.001", f"--claims-json={quiet}")
    arguments = ("--loads", "0", "--runs", "1", "--claims-budget=0.001", str(toys))

    def run() -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, str(script), sys.executable, "--quiet", str(quiet), *arguments]
        return subprocess.run(command, cwd=toys, capture_output=True, text=True, check=False)

    agreed = run()
    assert agreed.returncode == 0, agreed.stderr
    assert "| toy.value-is-five | 1 r |" in agreed.stdout
    assert agreed.stdout.endswith("contradictions: none\n")

    quiet.write_text(quiet.read_text().replace('"verdict":"refuted"', '"verdict":"holds"'))
    contradicted = run()
    assert contradicted.returncode == 1
    assert "contradictions: toy.value-is-five on " in contradicted.stdout

    quiet.write_text("{}")
    refused = run()
    assert refused.returncode == 2
    assert "quiet.json is not a record" in refused.stderr


def test_a_quiet_record_of_another_interpreter_is_refused(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM)
    quiet = pytester.path / "quiet.json"
    pytester.runpytest_subprocess("--claims", str(pytester.path), f"--claims-json={quiet}")
    with pytest.raises(ValueError, match=r"quiet\.json is of .*, which is not asked about"):
        quiet_records([quiet], ["CPython 3.99"])
    with pytest.raises(ValueError, match=r"cannot read .*nothing\.json \(No such file"):
        quiet_records([pytester.path / "nothing.json"], [])
