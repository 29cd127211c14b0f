"""Companions: what would hear a claim several times, or beside others, is refused or overruled."""

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_gilclaims.session.companions import WISHES
from pytest_gilclaims.testing import MakeClaims
from tests.toys import FOLKLORE_CLAIM, SURPRISING_CLAIM, TRUE_CLAIM

HERE = "test_toys.py"

HANGING_CLAIM = TRUE_CLAIM.replace("value_is_three", "hangs").replace("value-is-three", "hangs")
HANGING_CLAIM = HANGING_CLAIM.replace("    judge(", "    import time; time.sleep(600)\n    judge(")


def claims_of(path: Path) -> list[dict[str, Any]]:
    record = json.loads(path.read_text())
    assert record["complete"]
    claims: list[dict[str, Any]] = record["claims"]
    return claims


@pytest.mark.parametrize(
    ("package", "argument", "sentence"),
    [
        ("xdist", "-n2", "claims need the machine to themselves: leave out -n2 of xdist"),
        ("xdist", "-f", "a claim is decided once: leave out -f of xdist"),
        ("xdist", "--tx=2*popen", "claims need the machine to themselves: leave out --tx=2[*]popen of xdist"),
        (
            "pytest_run_parallel",
            "--parallel-threads=4",
            "claims need the machine to themselves: leave out --parallel-threads=4 of pytest-run-parallel",
        ),
        (
            "pytest_run_parallel",
            "--iterations=2",
            "a claim is decided once: leave out --iterations=2 of pytest-run-parallel",
        ),
        ("pytest_run_parallel", "--forever", "a claim is decided once: leave out --forever of pytest-run-parallel"),
        ("pytest_repeat", "--count=2", "a claim is decided once: leave out --count=2 of pytest-repeat"),
        ("pytest_rerunfailures", "--reruns=2", "a claim is decided once: leave out --reruns=2 of pytest-rerunfailures"),
        ("pytest_flakefinder", "--flake-finder", "a claim is decided once: leave out --flake-finder of *-flakefinder"),
        ("pytest_forked", "--forked", "claims share what they measure in one process: leave out --forked of *-forked"),
        ("pytest_benchmark", "--benchmark-only", "every claim would be skipped, *: leave out --benchmark-only of *"),
    ],
)
def test_what_a_person_asks_a_companion_for_is_refused_by_name(
    pytester: pytest.Pytester, make_claims: MakeClaims, package: str, argument: str, sentence: str
) -> None:
    pytest.importorskip(package)
    make_claims(TRUE_CLAIM)
    result = pytester.runpytest_subprocess("--claims", argument, HERE)
    result.stderr.fnmatch_lines([f"ERROR: {sentence}"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("argument", ["-n0", "--parallel-threads=1", "--iterations=1", "--count=1", "--reruns=0"])
def test_what_asks_for_nothing_is_fine(pytester: pytest.Pytester, make_claims: MakeClaims, argument: str) -> None:
    make_claims(TRUE_CLAIM)
    assert pytester.runpytest_subprocess("--claims", argument, HERE).ret == 0


def test_what_settings_ask_companions_for_is_overruled(
    pytester: pytest.Pytester, make_claims: MakeClaims, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_claims(TRUE_CLAIM, SURPRISING_CLAIM)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--parallel-threads=4 --iterations=2 -n2 --benchmark-only")
    pytester.makeini("[pytest]\naddopts = --count=2 --reruns=2\nreruns = 3\n")
    result = pytester.runpytest_subprocess("--claims", "--claims-json=record.json", HERE)
    result.stdout.fnmatch_lines(["toy        ✓ !✗", "2 claims: 1 hold, 1 refuted · 1 surprise"])
    assert [claim["id"] for claim in claims_of(pytester.path / "record.json")] == [
        "toy.value-is-three",
        "toy.value-is-five",
    ]


def test_an_option_that_a_project_calls_the_same_is_the_projects(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(
        TRUE_CLAIM.replace("(toys, judge)", "(toys, judge, pytestconfig)").replace(
            "    judge(", "    assert pytestconfig.option.count == 'many'\n    judge("
        )
    )
    pytester.makeconftest("def pytest_addoption(parser): parser.addoption('--count')")
    result = pytester.runpytest_subprocess("--claims", "-pno:repeat", "--count=many", HERE)
    result.stdout.fnmatch_lines(["toy        ✓"])


@pytest.mark.parametrize("argument", ["--counted", "--countdown=3", "count", "-c"])
def test_an_argument_that_only_begins_alike_names_no_wish(argument: str) -> None:
    [wish] = [wish for wish in WISHES if "--count" in wish.flags]
    assert wish.is_named_by("--count=3")
    assert not wish.is_named_by(argument)


def test_claims_are_not_run_in_parallel_where_no_claims_are_asked_for(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM)
    result = pytester.runpytest_subprocess("--parallel-threads=4", "-v", HERE)
    result.stdout.fnmatch_lines(["Collected 0 items to run in parallel", "*: claims need the machine to themselves"])


def test_a_claim_that_times_out_is_broken_and_the_next_is_decided(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM, "@pytest.mark.timeout(0.5, method='signal')" + HANGING_CLAIM, FOLKLORE_CLAIM)
    result = pytester.runpytest_subprocess("--claims", "--claims-json=record.json", HERE)
    result.stdout.fnmatch_lines(
        [
            "toy        ✓ ✗ E",
            "E toy.hangs: broken, no verdict",
            "    Failed: Timeout (>0.5s) from pytest-timeout.",
            "2 claims: 1 hold, 1 refuted as expected, 1 broken *",
        ]
    )
    assert len(claims_of(pytester.path / "record.json")) == 2
    assert result.ret == 1
