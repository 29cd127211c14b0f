"""The plugin, seen by the person who runs pytest."""

import json
import os
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from pytest_gilclaims.documents.sentences import Sentence
from pytest_gilclaims.testing import MakeClaims
from tests.toys import FOLKLORE_CLAIM, SURPRISING_CLAIM, TRUE_CLAIM, UNDECIDED_CLAIM

HERE = "test_toys.py"


def test_a_run_shows_signs_what_is_worth_a_look_and_the_count(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM, FOLKLORE_CLAIM, UNDECIDED_CLAIM)
    result = pytester.runpytest("--claims", "--claims-budget=0.01", HERE)
    result.stdout.fnmatch_lines(
        [
            "claims: *, GIL o*",
            "        * of * cores usable*",
            "collected 3 items",
            "toy        ✓ ✗ [?]",
            "*= claims worth a look =*",
            "✗ toy.value-is-four: refuted, as expected here",
            "    The value is four.",
            "    value: 3 (bounds 4)",
            "[?] toy.nobody-knows: inconclusive",
            "    Nobody knows the value.",
            "    nothing: not seen (bounds 0)",
            "    reason: not decided: no decisive round, expected 0; the budget of 0.01 s for",
            "    this experiment is spent",
            "    run it again on a quieter machine, or with more time (--claims-budget 60)",
            "    again: pytest --claim toy.nobody-knows",
            "*= verdicts =*",
            "3 claims: 1 hold, 1 refuted as expected, 1 inconclusive · no surprise",
            "*= 2 passed, 1 skipped in *",
        ],
        consecutive=False,
    )
    assert result.ret == 0


def test_verbosely_all_claims_are_shown_and_no_list_of_items(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM)
    result = pytester.runpytest("--claims", "-v", HERE)
    result.stdout.fnmatch_lines(["*= claims =*", "✓ toy.value-is-three: holds", "    1 round of toy"])
    result.stdout.no_fnmatch_line("*PASSED*")
    result.stdout.no_fnmatch_line("*test_toys.py*")


def test_a_surprise_fails_the_run_and_is_named(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM, SURPRISING_CLAIM)
    result = pytester.runpytest("--claims", HERE)
    result.stdout.fnmatch_lines(
        ["toy        ✓ !✗", "!✗ toy.value-is-five: REFUTED, a surprise: expected holds here", "*· 1 surprise"]
    )
    assert result.ret == 1


def test_undecided_fails_only_where_it_is_asked_to(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM, UNDECIDED_CLAIM)
    arguments = ("--claims", "--claims-budget=0.01", HERE)
    assert pytester.runpytest(*arguments).ret == 0
    pytester.makeini("[pytest]\nclaims_fail_on = inconclusive\n")
    assert pytester.runpytest(*arguments).ret == 1


def test_too_few_verdicts_are_no_success(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(UNDECIDED_CLAIM)
    result = pytester.runpytest("--claims", "--claims-budget=0.01", HERE)
    result.stdout.fnmatch_lines(["too few verdicts: 0 decided, at least 1 required (claims_min_decided)"])
    assert result.ret == 1
    pytester.makeini("[pytest]\nclaims_min_decided = 0\n")
    assert pytester.runpytest("--claims", "--claims-budget=0.01", HERE).ret == 0


def test_one_experiment_serves_many_claims(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM, FOLKLORE_CLAIM)
    pytester.runpytest("--claims", "--claims-json=record.json", HERE)
    claims = json.loads((pytester.path / "record.json").read_text())["claims"]
    assert [(claim["experiment"], claim["rounds"]) for claim in claims] == [("toy", 1), ("toy", 1)]


def test_claims_of_a_section_stand_together_wherever_they_are_written(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM, TRUE_CLAIM.replace("toy.", "other.").replace("test_", "test_other_"), FOLKLORE_CLAIM)
    result = pytester.runpytest("--claims", HERE)
    result.stdout.fnmatch_lines(["toy        ✓ ✗", "other      ✓"])


def test_the_record_tells_everything_and_is_complete(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM, FOLKLORE_CLAIM)
    result = pytester.runpytest("--claims", "--claims-json=record.json", HERE)
    result.stdout.fnmatch_lines(["record: record.json"])
    record = json.loads((pytester.path / "record.json").read_text())
    assert record["complete"] is True
    assert (
        record["interpreter"]["version"] == ".".join(map(str, sys.version_info[:3])) or record["interpreter"]["version"]
    )
    assert {"cores_usable", "load_start", "load_end"} <= set(record["machine"])
    first = record["claims"][0]
    assert (first["id"], first["verdict"], first["expected"], first["surprise"]) == (
        "toy.value-is-three",
        "holds",
        "holds",
        False,
    )
    assert first["statement"] == "The value is three."
    assert first["rerun"] == "pytest --claim toy.value-is-three"


@pytest.mark.parametrize(
    ("value", "written"),
    [("{2, 1}", [1, 2]), ("b'ab'", "b'ab'"), ("__import__('pathlib').PurePosixPath('/a')", "/a")],
    ids=["set", "bytes", "path"],
)
def test_a_fact_of_any_kind_is_kept(
    pytester: pytest.Pytester, make_claims: MakeClaims, value: str, written: object
) -> None:
    make_claims(TRUE_CLAIM.replace("equals(3)", f"equals({value})"))
    module = pytester.path / HERE
    module.write_text(module.read_text().replace("return 3", f"return {value}"))
    assert pytester.runpytest("--claims", "--claims-json=record.json", HERE).ret == 0
    [claim] = json.loads((pytester.path / "record.json").read_text())["claims"]
    assert (claim["metric"]["estimate"], claim["metric"]["bounds"]) == (written, [written])


def test_a_run_that_was_cut_short_leaves_an_incomplete_record(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(SURPRISING_CLAIM, TRUE_CLAIM)
    assert pytester.runpytest("--claims", "-x", "--claims-json=record.json", HERE).ret != 0
    record = json.loads((pytester.path / "record.json").read_text())
    assert record["complete"] is False
    assert len(record["claims"]) == 1


def test_claims_are_chosen_by_id_and_by_pattern(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM, FOLKLORE_CLAIM)
    result = pytester.runpytest("--claim", "toy.value-is-t*", HERE)
    result.stdout.fnmatch_lines(["1 claim: 1 hold · no surprise"])


def test_a_world_changes_verdicts_and_what_is_expected(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM, FOLKLORE_CLAIM)
    result = pytester.runpytest("--claims-world=three_is_four", HERE)
    result.stdout.fnmatch_lines(["        in the false world three_is_four", "toy        ✗ ✓", "*· no surprise"])
    assert result.ret == 0


def test_falsification_passes_when_every_verdict_turns(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM, FOLKLORE_CLAIM)
    result = pytester.runpytest("--claims-falsify", HERE)
    result.stdout.fnmatch_lines(["2 of 2 verdicts turned in their own false world"])
    assert result.ret == 0


def test_falsification_fails_for_a_verdict_that_does_not_turn(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(
        TRUE_CLAIM.replace("equals(3)", "at_least(3)"),
        UNDECIDED_CLAIM,
        TRUE_CLAIM.replace("refuted_in=FALSE", 'without_world="it is a plain flag"').replace("three", "3"),
    )
    result = pytester.runpytest("--claims-falsify", "--claims-budget=0.01", HERE)
    result.stdout.fnmatch_lines(
        [
            "!✓ toy.value-is-three: HOLDS, a surprise: expected refuted here",
            "![?] toy.nobody-knows: INCONCLUSIVE: the verdict did not turn, expected refuted",
            "0 of 2 verdicts turned in their own false world",
            "    could not be tried: toy.value-is-3 (not tried: it is a plain flag)",
        ]
    )
    assert result.ret == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("pass", "*'toy.value-is-three' ended with 0 verdicts*"),
        (
            "judge(toys.fact('value', 'arm').equals(3)); judge(toys.fact('value', 'arm').equals(3))",
            "*2 verdicts*",
        ),
        (
            "assert toys.fact('value', 'arm').equals(3)",
            "*a criterion has no truth value: pass it to judge()*",
        ),
        ("judge(toys.fact('value', 'leg').equals(3))", "*'toy' has no arm 'leg': it has 'arm'*"),
        ("judge(toys.speedup('arm', over='arm').at_most(1, refuted_from=2))", "*judge(…, given=…)*"),
    ],
)
def test_a_claim_without_exactly_one_verdict_is_broken_and_fails(
    pytester: pytest.Pytester, make_claims: MakeClaims, body: str, message: str
) -> None:
    make_claims(TRUE_CLAIM.replace('judge(toys.fact("value", "arm").equals(3))', body))
    result = pytester.runpytest("--claims", HERE)
    result.stdout.fnmatch_lines(["toy        E", message, "*1 broken*"])
    assert result.ret == 1


def test_an_async_claim_awaits_its_judge_and_one_that_forgets_is_broken(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    good = TRUE_CLAIM.replace("def test", "async def test").replace("judge(toys", "await judge(toys")
    bad = SURPRISING_CLAIM.replace("def test", "async def test")
    make_claims(good, bad)
    result = pytester.runpytest_subprocess("--claims", HERE)
    result.stdout.fnmatch_lines(["toy        ✓ E", "*'toy.value-is-five' ended with 0 verdicts*await*"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--claims-json=record.json"], "*--claims-json needs --claims: add it, or leave out --claims-json"),
        (
            ["--claims", "--claims-json=nowhere/record.json"],
            "*--claims-json: cannot write nowhere/record.json (*",
        ),
        (["--claims-with=twin=python"], "*--claims-with needs --claims: add it, or leave out --claims-with"),
        (
            ["--claims", "--claims-with=twin=python"],
            "*--claims-with twin: no claim uses it: leave it out",
        ),
        (["--claims", "--claims-with=twin"], "*expected NAME=VALUE, got 'twin'*"),
        (["--claims", "--claims-document=nowhere"], "*--claims-document: cannot read nowhere*"),
        (["--claims", "--claims-budget=never"], "*'never' is not a positive number of seconds*"),
        (["--claims-world=moon"], "*--claims-world: no world is named 'moon': the closest names are '*', '*'"),
        (["--claims-world=three_is_for"], "*did you mean 'three_is_four'?"),
        (["--claims-falsify", "--claims-world=reality"], "*leave out --claims-world"),
        (["--claims-demo", "--claim", "toy.*"], "*shows its own claims, in reality: leave out --claim, *"),
        (["--claim", "moon"], "*no claim is named 'moon': the closest names are 'toy.value-is-three'"),
        (
            ["--claim", "toy.value-is-thre"],
            "*no claim is named 'toy.value-is-thre': did you mean 'toy.value-is-three'?",
        ),
        (["--claims", "-o", "claims_fail_on=refuted"], "*claims_fail_on contains 'refuted'*"),
        (["--claims", "-o", "claims_min_decided=most"], "*claims_min_decided is 'most'*"),
        (["--claims", "-o", "claims_paths=nowhere"], "*claims_paths names *nowhere, which is not a folder*"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_misuse_is_one_sentence(
    pytester: pytest.Pytester, make_claims: MakeClaims, arguments: list[str], message: str
) -> None:
    make_claims(TRUE_CLAIM)
    result = pytester.runpytest(*arguments, HERE)
    result.stderr.fnmatch_lines([message])
    result.stdout.no_fnmatch_line("*Traceback*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_claims_of_changed_sentences_are_marked_as_outdated(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM)
    digest = Sentence(line=1, text="The value is three.").digest
    pytester.path.joinpath("ledger.toml").write_text(
        f'[[sentence]]\ndigest = "{digest}"\nsection = "toy"\nsays = "It is."\nclaims = ["toy.value-is-three"]'
    )
    document = pytester.path / "document.txt"
    arguments = ("--claims", "-o", "claims_paths=.", f"--claims-document={document}", HERE)
    document.write_text("The value is three.\n")
    pytester.runpytest(*arguments).stdout.no_fnmatch_line("* 1 outdated*")
    document.write_text("The value is four.\n")
    result = pytester.runpytest(*arguments)
    result.stdout.fnmatch_lines(
        [
            "[+✓] toy.value-is-three: holds",
            "    outdated: its sentence in the document has changed, see gilclaims trace",
            "1 claim: 1 hold, 1 outdated*no surprise",
        ]
    )


def test_an_id_that_is_given_twice_is_refused_with_both_places(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM, TRUE_CLAIM.replace("def test_", "def test_again_"))
    result = pytester.runpytest("--claims", HERE)
    result.stderr.fnmatch_lines(
        ["*'toy.value-is-three' is defined twice, by *test_value_is_three and *test_again_value_is_three: rename one"]
    )


def test_a_folder_without_claims_is_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_ordinary="def test_ordinary(): pass")
    result = pytester.runpytest("--claims", "test_ordinary.py")
    result.stderr.fnmatch_lines(["*no claims in test_ordinary.py: name a folder that has some"])


def test_a_claim_that_states_nothing_is_a_sentence_at_collection(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM.replace('"""The value is three."""', ""))
    result = pytester.runpytest("--claims", HERE)
    result.stdout.fnmatch_lines(["*test_toys.py: claim 'toy.value-is-three' has no statement: write it*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_project_names_claims_of_its_own(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM)
    own = pytester.mkdir("own")
    (pytester.path / HERE).rename(own / HERE)
    pytester.makeini("[pytest]\nclaims_paths = own\n")
    result = pytester.runpytest("--claim", "toy.*")
    result.stdout.fnmatch_lines(["toy        ✓"])


SUITE_OF_MANY = """
from functools import partial

from pytest_gilclaims import Lane, Observation, Race, claim


def work():
    return sum(range(99))


def race(lab):
    task = partial(Lane.watching, work, 5)
    return Race("NAME", {"processes": lambda: Observation.of(lab.in_processes([task] * 4), {"name": __name__})})


@claim("NAME.here", without_world="it is where it is")
def test_here(lab, judge):
    "It is here."
    judge(lab.experiment(race).fact("name", "processes").equals("NAME.test_one"))
"""


def test_suites_whose_modules_are_called_alike_keep_apart_here_and_in_worker_processes(
    pytester: pytest.Pytester,
) -> None:
    for name in ("one", "other"):
        (pytester.mkdir(name) / "test_one.py").write_text(SUITE_OF_MANY.replace("NAME", name))
    pytester.makeini("[pytest]\nclaims_paths = one other\n")
    result = pytester.runpytest_subprocess("--claims")
    result.stdout.fnmatch_lines(["one        ✓", "other      ✓", "2 claims: 2 hold · no surprise"])


def test_a_host_projects_settings_do_not_reach_the_claims(pytester: pytest.Pytester) -> None:
    pytester.makeini(
        "[pytest]\npython_files = check_*.py\npython_functions = check_*\n"
        "testpaths = checks\naddopts = -n2 --strict-markers\n"
    )
    pytester.mkdir("checks")
    result = pytester.runpytest_subprocess("--claim", "gil.running-needs-the-lock", "--claims-budget=60")
    result.stdout.fnmatch_lines(["1 claim: 1 * · no surprise"])
    assert result.ret == 0


def test_without_claims_asked_for_none_is_collected() -> None:
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", str(root / "claims")]
    outcome = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "::" not in outcome.stdout
    assert outcome.returncode == pytest.ExitCode.NO_TESTS_COLLECTED, outcome.stdout


def test_a_claim_that_is_named_in_an_ordinary_run_says_how_to_run_it(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM)
    for named in (HERE, f"{HERE}::test_value_is_three"):
        result = pytester.runpytest("-rs", named)
        result.stdout.fnmatch_lines(["SKIPPED*this is a claim: run it with pytest --claims"])


ORDINARY = "\n\ndef test_ordinary(): pass\n"


@pytest.mark.parametrize("arguments", [(), ("tests",), (".",)])
def test_an_ordinary_run_has_the_ordinary_tests_of_a_folder_with_claims_and_no_claim(
    pytester: pytest.Pytester, make_claims: MakeClaims, arguments: tuple[str, ...]
) -> None:
    make_claims(TRUE_CLAIM, FOLKLORE_CLAIM, ORDINARY)
    pytester.makeini("[pytest]\nclaims_paths = tests\n")
    pytester.mkdir("tests")
    (pytester.path / HERE).rename(pytester.path / "tests" / HERE)
    pytester.runpytest(*arguments).assert_outcomes(passed=1, deselected=2)
    result = pytester.runpytest("--claims", *(arguments or ("tests",)))
    result.stdout.fnmatch_lines(["collected 3 items / 1 deselected / 2 selected", "toy        ✓ ✗"])


def test_the_fixtures_of_claims_are_for_claims(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_ordinary="def test_ordinary(judge): pass")
    result = pytester.runpytest()
    result.stdout.fnmatch_lines(["test_ordinary.py::test_ordinary is not a claim: decorate it with @claim(…)"])
    result.assert_outcomes(errors=1)


JUDGE_OF_ITS_OWN = """
import pytest

@pytest.fixture
def judge():
    return "a language model"
"""


def test_a_fixture_that_hides_the_judge_is_named_and_does_not_reach_the_claims_that_ship(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM)
    pytester.makeconftest(JUDGE_OF_ITS_OWN)
    pytester.makeini("[pytest]\nclaims_paths = .\n")
    result = pytester.runpytest_subprocess(
        "--claims-guide", "--claim", "toy.*", "--claim", "gil.running-needs*", "--claims-budget=60"
    )
    result.stdout.fnmatch_lines(
        [
            "gil        [✓✗]",
            "toy        E",
            "*conftest.py:3 overrides the fixture 'judge' of claims: rename it, or put *import judge* into *",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    assert str(result.stdout).count("broken, no verdict") == 1


def test_a_conftest_beside_the_claims_brings_the_hidden_judge_back(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM)
    pytester.makeconftest(JUDGE_OF_ITS_OWN)
    own = pytester.mkdir("own")
    (pytester.path / HERE).rename(own / HERE)
    (own / "conftest.py").write_text("from pytest_gilclaims.plugin import judge\n")
    result = pytester.runpytest("--claims", "own")
    result.stdout.fnmatch_lines(["toy        ✓"])


GIVEN = """
from pytest_gilclaims import Condition


def moon(text):
    if text != "moon":
        raise ValueError(f"{text} is no moon: name one")
    return 3


WITH_MOON = Condition(
    name="a moon", test=lambda host: "moon" in host.given, otherwise="no moon: name one", options={"moon": moon}
)


@claim("toy.has-a-moon", refuted_in=FALSE, needs=WITH_MOON)
def test_has_a_moon(toys, lab, judge):
    "There are as many as there are moons."
    judge(toys.fact("value", "arm").equals(lab.given["moon"]))
"""


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ([], "toy        –"),
        (["--claims-with", "moon=moon"], "toy        ✓"),
        (["--claims-with", "moon=sun"], "*--claims-with moon: sun is no moon: name one"),
        (["--claims-with", "mon=moon"], "*--claims-with mon: no claim uses it: did you mean 'moon'?"),
    ],
    ids=["nothing", "what is looked for", "something else", "a misspelt name"],
)
def test_what_is_given_reaches_the_claims_that_look_for_it(
    pytester: pytest.Pytester, make_claims: MakeClaims, given: list[str], line: str
) -> None:
    make_claims(GIVEN)
    result = pytester.runpytest("--claims", *given, HERE)
    (result.stdout if line.startswith("toy") else result.stderr).fnmatch_lines([line])


def test_a_judge_that_is_made_of_ours_is_fine(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM)
    pytester.makeconftest(JUDGE_OF_ITS_OWN.replace("judge()", "judge(judge)").replace('"a language model"', "judge"))
    result = pytester.runpytest("--claims", HERE)
    result.stdout.fnmatch_lines(["toy        ✓"])


def test_an_environment_that_merely_has_the_plugin_notices_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_nothing_of_the_engine_is_loaded():
            loaded = {name for name in sys.modules if name.startswith("pytest_gilclaims")}
            assert loaded == {"pytest_gilclaims", "pytest_gilclaims.plugin"}
        """
    )
    result = pytester.runpytest_subprocess("-W", "error")
    result.assert_outcomes(passed=1)
    assert result.stderr.str() == ""


def test_every_arm_is_one_row_of_pytest_benchmark_named_after_experiment_and_arm(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM, FOLKLORE_CLAIM)
    result = pytester.runpytest("--claims", "--benchmark-json=rows.json", HERE)
    result.stdout.no_fnmatch_line("*Min*Max*Mean*")
    report = json.loads((pytester.path / "rows.json").read_text())
    [row] = report["benchmarks"]
    assert (row["name"], row["fullname"], row["group"]) == ("toy: arm", "gilclaims::toy::arm", "toy")
    assert row["stats"]["data"] == [0.25]
    assert "gil_enabled" in report["machine_info"]["gilclaims"]["interpreter"]
    assert report["gilclaims"]["claims"]["toy.value-is-three"] == {"verdict": "holds", "expected": "holds"}


def test_rows_of_one_experiment_in_two_worlds_stand_beside_each_other(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    other = '\nOTHER = World("three_is_five", "three is five", {three: lambda: 5})\n'
    make_claims(
        TRUE_CLAIM, other + TRUE_CLAIM.replace("-three", "-3").replace("is_three", "is_3").replace("=FALSE", "=OTHER")
    )
    pytester.runpytest("--claims-falsify", "--benchmark-json=rows.json", HERE)
    report = json.loads((pytester.path / "rows.json").read_text())
    assert [row["fullname"] for row in report["benchmarks"]] == [
        "gilclaims::toy in three_is_four::arm",
        "gilclaims::toy in three_is_five::arm",
    ]


def test_pytest_benchmarks_table_is_shown_when_asked_for(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM)
    result = pytester.runpytest("--claims", "--benchmark-columns=min,rounds", HERE)
    result.stdout.fnmatch_lines(["*Min*Rounds*", "*toy: arm*"])


@pytest.mark.parametrize("option", ["-pno:benchmark", "--benchmark-disable", "-pno:terminal"])
def test_claims_are_decided_without_pytest_benchmark_or_a_terminal(
    pytester: pytest.Pytester, make_claims: MakeClaims, option: str
) -> None:
    make_claims(TRUE_CLAIM)
    assert pytester.runpytest_subprocess("--claims", "--claims-json=record.json", option, HERE).ret == 0
    assert json.loads((pytester.path / "record.json").read_text())["complete"] is True


ASYNC_CLAIM = TRUE_CLAIM.replace("three", "awaited").replace("def test", "async def test")
ASYNC_CLAIM = ASYNC_CLAIM.replace("judge(toys", "await judge(toys")


def test_async_claims_do_not_apply_without_pytest_asyncio_and_say_what_to_load(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(TRUE_CLAIM, ASYNC_CLAIM)
    result = pytester.runpytest_subprocess("--claims", "-pno:asyncio", HERE)
    result.stdout.fnmatch_lines(
        [
            "toy        ✓ –",
            "– toy.value-is-awaited: not applicable",
            "    reason: pytest-asyncio is not loaded",
            "    load it with -p asyncio",
            "2 claims: 1 hold, 1 not applicable · no surprise",
        ]
    )
    assert result.ret == 0


@pytest.mark.parametrize(
    ("plugins", "signs"),
    [
        ("gilclaims", "✓ –"),
        ("pytest_gilclaims", "✓ –"),
        ("gilclaims pytest_gilclaims", "✓ –"),
        ("pytest_gilclaims gilclaims", "✓ –"),
        ("gilclaims asyncio", "✓ ✓"),
        ("pytest_asyncio.plugin pytest_gilclaims", "✓ ✓"),
        ("gilclaims benchmark run-parallel", "✓ –"),
    ],
)
def test_plugins_that_are_loaded_one_by_one_suffice_and_nothing_warns(
    pytester: pytest.Pytester,
    make_claims: MakeClaims,
    monkeypatch: pytest.MonkeyPatch,
    plugins: str,
    signs: str,
) -> None:
    make_claims(TRUE_CLAIM, ASYNC_CLAIM)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    named = [f"-p{plugin}" for plugin in plugins.split()]
    result = pytester.runpytest_subprocess(*named, "--claims", "--strict-markers", "-Werror", HERE)
    result.stdout.fnmatch_lines([f"toy        {signs}"])
    assert (result.ret, result.stderr.str()) == (0, "")


def test_the_package_may_be_named_as_a_plugin_beside_the_one_that_is_installed(
    pytester: pytest.Pytester, make_claims: MakeClaims, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_claims(TRUE_CLAIM)
    before = pytester.runpytest_subprocess("-ppytest_gilclaims", "-Werror", "--claims", HERE)
    monkeypatch.setenv("PYTEST_PLUGINS", "pytest_gilclaims")
    after = pytester.runpytest_subprocess("-Werror", "--claims", HERE)
    for result in (before, after):
        result.stdout.fnmatch_lines(["toy        ✓"])
        assert (result.ret, result.stderr.str()) == (0, "")


def test_a_terminal_without_unicode_gets_plain_letters(
    pytester: pytest.Pytester, make_claims: MakeClaims, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_claims(TRUE_CLAIM, FOLKLORE_CLAIM)
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.setenv("PYTHONUTF8", "0")
    result = pytester.runpytest_subprocess("--claims", HERE)
    result.stdout.fnmatch_lines(["toy        + x", "*2 claims: 1 hold, 1 refuted as expected | no surprise"])


def test_junit_reports_carry_verdict_and_figure(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(FOLKLORE_CLAIM)
    pytester.runpytest("--claims", "--junit-xml=junit.xml", HERE)
    junit = (pytester.path / "junit.xml").read_text()
    assert '<property name="verdict" value="refuted"' in junit
    assert '<property name="figure" value="value: 3 (bounds 4)"' in junit


def test_on_github_a_surprise_is_an_annotation(
    pytester: pytest.Pytester, make_claims: MakeClaims, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_claims(TRUE_CLAIM, SURPRISING_CLAIM)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = pytester.runpytest("--claims", HERE)
    result.stdout.fnmatch_lines(["::error title=toy.value-is-five::REFUTED%2C a surprise%3A expected holds here*"])
    assert str(result.stdout).count("::error") == 1
    monkeypatch.delenv("GITHUB_ACTIONS")
    pytester.runpytest("--claims", HERE).stdout.no_fnmatch_line("::error*")


def test_a_claim_that_skips_itself_is_broken(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM.replace('judge(toys.fact("value", "arm").equals(3))', 'pytest.skip("not today")'))
    result = pytester.runpytest("--claims", HERE)
    result.stdout.fnmatch_lines(["*skipped itself (not today): say with needs= where it applies*", "*1 broken*"])
    assert result.ret == 1


def test_a_verdict_is_taken_back_if_the_gil_was_switched_meanwhile(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    switching = "from pytest_gilclaims.facts import lock; monkeypatch.setattr(lock, 'gil_is_enabled', lambda: None); "
    make_claims(
        TRUE_CLAIM.replace("toys, judge)", "toys, judge, monkeypatch)").replace("judge(toys", switching + "judge(toys")
    )
    result = pytester.runpytest("--claims", HERE)
    result.stdout.fnmatch_lines(
        [
            "[?] toy.value-is-three: inconclusive",
            "    reason: the GIL was switched off while toy.value-is-three was decided, for",
            "    an unknown reason",
        ]
    )


def test_on_a_terminal_it_is_shown_what_is_measured_and_how_far_from_decided(
    pytester: pytest.Pytester, make_claims: MakeClaims
) -> None:
    make_claims(UNDECIDED_CLAIM, TRUE_CLAIM)
    screen, end = os.openpty()
    slow = "import time; from pytest_gilclaims.instruments.race import Race; run = Race.run_round\n"
    pytester.makeconftest(slow + "Race.run_round = lambda race: (time.sleep(0.15), run(race))\n")
    command = [sys.executable, "-m", "pytest", "--claims", "--claims-budget=1", HERE]
    with subprocess.Popen(command, cwd=pytester.path, stdout=end, stderr=end) as run:
        os.close(end)
        shown = b""
        # A terminal whose last program has ended reads as an error on Linux.
        with suppress(OSError):
            while part := os.read(screen, 4096):
                shown += part
    os.close(screen)
    assert "toy        toy.nobody-knows: 2 rounds, 0% of the evidence" in shown.decode()
    assert run.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_pipe_gets_the_record_once_at_the_end(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM, FOLKLORE_CLAIM)
    pipe = pytester.path / "record"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    result = pytester.runpytest("--claims", f"--claims-json={pipe}", HERE)
    reader.join(60)
    assert result.ret == 0
    record = json.loads(read[0])
    assert (record["complete"], len(record["claims"])) == (True, 2)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_the_record_may_go_to_the_screen(pytester: pytest.Pytester, make_claims: MakeClaims) -> None:
    make_claims(TRUE_CLAIM)
    result = pytester.runpytest_subprocess("--claims", "--claims-json=/dev/stdout", HERE)
    assert result.ret == 0
    [record] = [json.loads(line) for line in result.outlines if line.startswith('{"schema"')]
    assert record["complete"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("option", ["--claims-json", "--claims-html", "--claims-timeline"])
def test_a_full_disk_at_the_end_is_one_sentence_below_the_verdicts(
    pytester: pytest.Pytester, make_claims: MakeClaims, option: str
) -> None:
    make_claims(TRUE_CLAIM)
    result = pytester.runpytest_subprocess("--claims", f"{option}=/dev/full", HERE)
    result.stdout.fnmatch_lines(["1 claim: 1 hold · no surprise"])
    result.stdout.no_fnmatch_line("record: *")
    result.stdout.no_fnmatch_line("page: *")
    said = f"ERROR: {option}: cannot write /dev/full (the disk is full: make room, or name a file elsewhere)"
    assert [line for line in result.errlines if line] == [said]
    assert result.ret == pytest.ExitCode.USAGE_ERROR
