"""What must not be seen a single time, held against rounds that were invented."""

from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.instruments.race import Observation, Round
from pytest_gilclaims.judging.amount import Amount

LOSSES = Amount(name="losses", unit="", arm="tested", read=lambda seen: seen.facts.get("losses"), fact="losses")
CRITERION = LOSSES.not_once(beside="control", shown_from=50, rounds=3)


def round_of(tested: int | None, control: int | None) -> Round:
    """Make a round in which the two arms lost so much."""
    return {
        "tested": Observation(wall=1.0, facts={"losses": tested}),
        "control": Observation(wall=1.0, facts={"losses": control}),
    }


Pairs = st.lists(st.tuples(st.none() | st.integers(0, 3), st.none() | st.integers(0, 100)), max_size=12)


@given(Pairs)
def test_it_is_refuted_exactly_when_it_was_seen_once_whatever_the_control_showed(
    pairs: list[tuple[int | None, int | None]],
) -> None:
    standing = CRITERION.assess([round_of(*pair) for pair in pairs])
    assert (standing.decision == "refuted") is any(tested for tested, _ in pairs)


@given(Pairs)
def test_it_holds_only_after_enough_rounds_in_which_the_control_showed_it(
    pairs: list[tuple[int | None, int | None]],
) -> None:
    standing = CRITERION.assess([round_of(*pair) for pair in pairs])
    telling = [pair for pair in pairs if pair[0] is not None and pair[1] is not None and pair[1] >= 50]
    assert (standing.decision == "holds") is (len(telling) >= 3 and not any(tested for tested, _ in pairs))
    assert 0.0 <= standing.nearness <= 1.0


def test_it_names_its_control_and_what_it_reads() -> None:
    assert CRITERION.shown_beside == "control"
    assert CRITERION.reads == (("tested", "losses"), ("control", "losses"))
    assert CRITERION.assess([round_of(0, 80)] * 3).why == "0 losses in 3 rounds, compared with 240 for control"
