"""What the tests of a suite of claims need: a lab, a judge and races without a session, and claims in a folder.

Use the fixture by ``from pytest_gilclaims.testing import make_claims`` in a conftest.py, with ``-p pytester``.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import pytest

from pytest_gilclaims.asking.budget import Budget
from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.experiments import Experiments
from pytest_gilclaims.asking.judge import Judge
from pytest_gilclaims.asking.lab import Lab
from pytest_gilclaims.asking.proceedings import Proceedings
from pytest_gilclaims.facts.host import NOTHING, Given, Host
from pytest_gilclaims.facts.interpreter import this_interpreter
from pytest_gilclaims.facts.machine import this_machine
from pytest_gilclaims.instruments.bench import Bench
from pytest_gilclaims.instruments.calm import Patience
from pytest_gilclaims.instruments.race import Observation, Race, Round
from pytest_gilclaims.instruments.world import World, reality

MakeClaims = Callable[..., None]


@contextmanager
def open_lab(world: World = reality, given: Given = NOTHING) -> Iterator[Lab]:
    """Open a lab in a world, with its own workers, which end with the body."""
    host = Host(interpreter=this_interpreter(), machine=this_machine(), given=given)
    with Bench() as bench:
        yield Lab(bench, host, world, Experiments())


def judge_within(seconds: float, lab: Lab | None = None) -> Judge:
    """Return a judge with a budget in seconds, which never waits for a calm moment. lab: for questions."""
    receive = None if lab is None else lambda question: lab
    budget = Budget(experiment=seconds, run=seconds)
    return Judge(Proceedings(budget=budget, patience=Patience(0.0), receive=receive))


def experiment_of(rounds: Sequence[Round]) -> Experiment:
    """Make an experiment with given rounds. It raises RuntimeError when the judge asks for more."""
    told = iter(rounds)
    current: dict[str, Observation] = {}

    def observe(name: str) -> Observation:
        if not current:
            try:
                current.update(next(told))
            except StopIteration:
                raise RuntimeError(
                    f"the experiment has only {len(rounds)} rounds, and the judge asks for more"
                ) from None
        return current.pop(name)

    return Experiment(Race("invented", {name: partial(observe, name) for name in rounds[0]}))


def claims_maker(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> MakeClaims:
    """Return a function that writes claims to the folder in which pytester runs pytest, as the fixture does."""
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)

    def make(*texts: str, module: str = "test_claims") -> None:
        pytester.makepyfile(**{module: "\n".join(texts)})

    return make


@pytest.fixture
def make_claims(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> MakeClaims:
    """Write claims to the folder in which pytester runs pytest: ``make_claims(text, …, module="test_claims")``."""
    return claims_maker(pytester, monkeypatch)
