"""The screen, as a person reads it."""

from dataclasses import replace
from textwrap import dedent

import pytest

from pytest_gilclaims.figure import Figure
from pytest_gilclaims.report import terminal
from pytest_gilclaims.report.record import Arm, Broken, ClaimRecord
from tests.records import EMPTY

HOLDS = ClaimRecord(
    id="gil.gains-nothing[numbers]",
    section="gil",
    statement="Four threads need about as long for computing as a plain loop does.",
    world="reality",
    verdict="holds",
    expected="holds",
    surprise=False,
    reason="threads took 99% of the time of serial",
    advice="",
    metric=Figure(
        name="speedup of threads over serial",
        unit="×",
        low=0.95,
        estimate=1.01,
        high=1.05,
        bounds=(1.15, 1.25),
    ),
    control=Figure(
        name="speedup of processes over serial again",
        unit="×",
        low=1.5,
        estimate=1.7,
        high=1.8,
        bounds=(1.25,),
    ),
    experiment="computing[numbers]",
    rounds=18,
    seconds=3.0,
    arms=(
        Arm(name="serial", wall=0.04, cores=1.0, switches=0, overlap=0.0),
        Arm(name="threads", wall=0.04, cores=1.0, switches=212, overlap=0.0),
    ),
    gil_before=True,
    gil_after=True,
    nodeid="claims/test_gil.py::test_gains_nothing[numbers]",
    rerun="pytest --claim 'gil.gains-nothing[numbers]'",
)
REFUTED = replace(HOLDS, id="gil.one-core", verdict="refuted", expected="refuted")
SURPRISE = replace(HOLDS, id="gil.surprise", verdict="refuted", surprise=True)
INCONCLUSIVE = replace(
    HOLDS,
    id="gil.undecided",
    verdict="inconclusive",
    reason="the positive control failed (processes took 107% of the time of serial again)",
    advice="other programs seem to be using the cores: run it again when the machine is quieter",
)
NOT_APPLICABLE = replace(
    HOLDS,
    id="gil.elsewhere",
    verdict="not applicable",
    reason="one core",
    advice="",
    metric=None,
    control=None,
    arms=(),
)

RECORD = replace(
    EMPTY,
    complete=True,
    claims=(HOLDS, REFUTED, INCONCLUSIVE, SURPRISE, NOT_APPLICABLE),
    broken=(Broken(id="gil.broken", nodeid="", error="OSError: no"),),
)


def text_of(lines: object) -> str:
    """Join the lines of a report, without their colours."""
    return "\n".join(line for line, _ in lines)  # type: ignore[attr-defined]


def test_the_header_says_where_claims_are_decided() -> None:
    assert terminal.header(RECORD) == [
        "claims: CPython 3.13.15, GIL on",
        "        2 of 2 cores usable · load 0.3 · 4 % of the time waiting for a core",
    ]
    assert terminal.header(replace(RECORD, mode="falsify"))[-1].endswith("each verdict must turn")
    assert terminal.header(replace(RECORD, mode="one_world"))[-1].endswith("in the false world one_world")


def test_a_section_is_a_line_of_signs() -> None:
    assert terminal.group_line("gil", RECORD.claims, broken=1) == "gil        ✓ ✗ ? !✗ – E"


def test_a_section_with_many_claims_has_several_lines() -> None:
    lines = terminal.group_line("beyond", [HOLDS] * 40, broken=1).splitlines()
    assert [len(line) for line in lines] == [80, 22]
    assert lines[1].startswith(" " * 11 + "✓ ")
    assert lines[1].endswith("✓ E")


def test_verdicts_that_share_a_measurement_are_told() -> None:
    assert text_of(terminal.resting(RECORD)) == "3 verdicts rest on 1 measurement"
    assert text_of(terminal.resting(replace(RECORD, claims=(HOLDS,)))) == ""
    other = replace(REFUTED, experiment="looks")
    assert text_of(terminal.resting(replace(RECORD, claims=(HOLDS, other)))) == ""


def test_only_what_is_worth_a_look_is_shown_and_surprises_first() -> None:
    assert text_of(terminal.summary(RECORD)) == dedent("""\
        !✗ gil.surprise: REFUTED, a surprise: expected holds here
            Four threads need about as long for computing as a plain loop does.
            speedup of threads over serial: [0.95 1.01 1.05] × (bounds 1.15, 1.25)
            threads took 99% of the time of serial
            again: pytest --claim 'gil.gains-nothing[numbers]'
        ✗ gil.one-core: refuted, as expected here
            Four threads need about as long for computing as a plain loop does.
            speedup of threads over serial: [0.95 1.01 1.05] × (bounds 1.15, 1.25)
            threads took 99% of the time of serial
        ? gil.undecided: inconclusive
            Four threads need about as long for computing as a plain loop does.
            speedup of threads over serial: [0.95 1.01 1.05] × (bounds 1.15, 1.25)
            positive control: speedup of processes over serial again: [1.50 1.70 1.80] ×
            (bounds 1.25)
            reason: the positive control failed (processes took 107% of the time of
            serial again)
            other programs seem to be using the cores: run it again when the machine is
            quieter
            again: pytest --claim 'gil.gains-nothing[numbers]'
        – gil.elsewhere: not applicable
            Four threads need about as long for computing as a plain loop does.
            reason: one core
            again: pytest --claim 'gil.gains-nothing[numbers]'
        E gil.broken: broken, no verdict
            OSError: no""")


def test_verbosely_every_claim_is_shown_with_its_cause() -> None:
    shown = text_of(terminal.summary(RECORD, all_claims=True))
    assert shown.startswith("✓ gil.gains-nothing[numbers]: holds")
    assert "serial 1.00 cores, 0 switches, 0 ms overlapped; threads 1.00 cores, 212" in shown
    assert "18 rounds of computing[numbers]" in shown


def test_lines_fit_eighty_columns() -> None:
    lines = [*terminal.header(RECORD), *text_of(terminal.summary(RECORD, all_claims=True)).splitlines()]
    assert max(map(len, lines)) <= 80


def test_the_closing_line_counts_verdicts_and_surprises() -> None:
    assert terminal.closing(RECORD)[0] == (
        "5 claims: 1 hold, 2 refuted, 1 inconclusive, 1 not applicable, 1 broken · 1 surprise"
    )
    assert terminal.closing(replace(RECORD, claims=(HOLDS, REFUTED), broken=()))[0] == (
        "2 claims: 1 hold, 1 refuted as expected · no surprise"
    )


def test_falsification_counts_turned_verdicts_and_names_what_could_not_be_tried() -> None:
    stuck = replace(INCONCLUSIVE, surprise=True, expected="refuted")
    record = replace(RECORD, claims=(REFUTED, stuck, NOT_APPLICABLE), mode="falsify")
    assert text_of(terminal.falsification(record)) == dedent("""\
        1 of 2 verdicts turned in their own false world
            could not be tried: gil.elsewhere (one core)""")
    assert "the verdict did not turn" in terminal.verdict_phrase(stuck)


@pytest.mark.parametrize("claim", RECORD.claims, ids=lambda claim: claim.id)
def test_a_terminal_without_unicode_reads_the_same_in_plain_letters(claim: ClaimRecord) -> None:
    plain = terminal.in_plain_letters(text_of(terminal.claim_lines(claim, cause=True)))
    assert plain.isascii()
    assert "?" not in plain.replace("? gil.undecided", "")


def test_progress_fits_a_line_however_long_the_id() -> None:
    assert len(terminal.progress_line("gil", "gil." + "x" * 200, 12, 0.5)) < 80
    assert terminal.progress_line("gil", "gil.x", 12, 0.5) == "gil        gil.x: 12 rounds, 50% of the evidence"


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        (replace(HOLDS, beside=""), f"{HOLDS.control.name} (bounds 1.25)" if HOLDS.control else ""),
        (replace(HOLDS, control=None, beside="tasks"), "tasks, observed in the same rounds"),
        (
            replace(HOLDS, beside="tasks"),
            f"{HOLDS.control.name} (bounds 1.25); tasks, observed in the same rounds" if HOLDS.control else "",
        ),
        (
            replace(HOLDS, control=None, beside=""),
            "none needed: the verdict rests on a fact, observed directly, which no other program can fake",
        ),
        (NOT_APPLICABLE, "not in this record"),
    ],
)
def test_every_claim_says_which_positive_control_it_has_or_why_it_needs_none(claim: ClaimRecord, told: str) -> None:
    assert terminal.control_phrase(claim) == told


def test_the_arms_in_which_the_same_is_looked_for_are_shown_beside_the_cause() -> None:
    lines = text_of(terminal.claim_lines(replace(REFUTED, beside="processes"), cause=True))
    assert "positive control: processes, observed in the same rounds" in lines
