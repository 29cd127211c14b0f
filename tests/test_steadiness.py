"""Whether a machine gives to the same arithmetic in each round what it gave in the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_gilclaims.asking.steadiness import unsteadiness


@given(st.lists(st.floats(1.7, 2.0), max_size=40))
def test_a_machine_that_gives_about_the_same_is_steady(gains: list[float]) -> None:
    assert not unsteadiness(gains)


@pytest.mark.parametrize("off", [0.5, 1.2, 4.0])
def test_one_round_of_twenty_makes_no_machine_unsteady_and_four_do(off: float) -> None:
    assert not unsteadiness([1.9] * 19 + [off])
    assert (
        unsteadiness([1.9] * 16 + [off] * 4)
        == "the machine was unsteady: its gain was off by more than 20% in 4 of 20 rounds"
    )
