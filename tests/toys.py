"""A toy suite of claims whose experiment costs nothing and shows what a test wants it to show."""

TOYS = """
import pytest

from pytest_gilclaims import Observation, Race, World, claim, refuted


def three():
    return 3


def four():
    return 4


FALSE = World("three_is_four", "three is four", {{three: four}})


def toy(lab):
    value = lab[three]()
    return Race("toy", {{"arm": lambda: Observation(wall=0.25, facts={{"value": value, "nothing": None}})}})


@pytest.fixture
def toys(lab):
    return lab.experiment(toy)

{claims}
"""

TRUE_CLAIM = '''
@claim("toy.value-is-three", refuted_in=FALSE)
def test_value_is_three(toys, judge):
    """The value is three."""
    judge(toys.fact("value", "arm").equals(3))
'''

SURPRISING_CLAIM = '''
@claim("toy.value-is-five", refuted_in=FALSE)
def test_value_is_five(toys, judge):
    """The value is five."""
    judge(toys.fact("value", "arm").equals(5))
'''

FOLKLORE_CLAIM = '''
@claim("toy.value-is-four", holds_in=FALSE, expect=refuted)
def test_value_is_four(toys, judge):
    """The value is four."""
    judge(toys.fact("value", "arm").equals(4))
'''

UNDECIDED_CLAIM = '''
@claim("toy.nobody-knows", refuted_in=FALSE)
def test_nobody_knows(toys, judge):
    """Nobody knows the value."""
    judge(toys.fact("nothing", "arm").equals(0))
'''
