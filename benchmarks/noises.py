"""What the noise of a machine may look like: a factor on the time of an arm, round by round."""

import math
import random
from collections.abc import Callable, Iterator, Mapping

Noise = Callable[[random.Random], Iterator[float]]


def quiet(chance: random.Random) -> Iterator[float]:
    """Hardly any."""
    while True:
        yield math.exp(chance.gauss(0, 0.02))


def spiky(chance: random.Random) -> Iterator[float]:
    """A round in twelve is far slower."""
    while True:
        spike = chance.expovariate(2.5) if chance.random() < 0.08 else 0.0
        yield math.exp(chance.gauss(0, 0.05) + spike)


def heavy_tailed(chance: random.Random) -> Iterator[float]:
    """Outliers to both sides."""
    while True:
        yield math.exp(0.05 * max(-8.0, min(8.0, chance.gauss(0, 1) / max(abs(chance.gauss(0, 1)), 0.1))))


def autocorrelated(chance: random.Random) -> Iterator[float]:
    """Slow rounds follow slow ones."""
    state = 0.0
    while True:
        state = 0.5 * state + math.sqrt(0.75) * chance.gauss(0, 0.05)
        yield math.exp(state)


def loaded_from_the_middle(chance: random.Random) -> Iterator[float]:
    """Quiet for fifteen rounds, then others come."""
    for _ in range(15):
        yield math.exp(chance.gauss(0, 0.02))
    while True:
        yield math.exp(abs(chance.gauss(0, 0.5)))


NOISES: Mapping[str, Noise] = {
    "quiet": quiet,
    "spiky": spiky,
    "heavy tailed": heavy_tailed,
    "autocorrelated": autocorrelated,
    "loaded from the middle": loaded_from_the_middle,
}
