"""The lab: a claim's way to reality, or to what stands in for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeVar

from pytest_gilclaims.asking.experiment import Experiment
from pytest_gilclaims.asking.experiments import Experiments, Made
from pytest_gilclaims.facts.host import Given, Host
from pytest_gilclaims.instruments import crowd, program, scripts
from pytest_gilclaims.instruments.bench import Bench, Resource
from pytest_gilclaims.instruments.crews import WORKERS, Task
from pytest_gilclaims.instruments.race import Race
from pytest_gilclaims.instruments.world import Real, World

Arguments = ParamSpec("Arguments")
Item = TypeVar("Item")
Result = TypeVar("Result")


class Lab:
    """The way to reality for a claim and its experiments, in one world: ``lab[real]``."""

    def __init__(self, bench: Bench, host: Host, world: World, experiments: Experiments) -> None:
        self._bench = bench
        self._host = host
        self._world = world
        self._experiments = experiments
        self._got: dict[Any, Any] = {}

    def __getitem__(self, real: Real) -> Real:
        """Return something real, or what stands in for it in this world."""
        stand_in = self._world[real]
        self._got[real] = stand_in
        return stand_in

    @property
    def host(self) -> Host:
        """The interpreter and the machine that it runs on."""
        return self._host

    @property
    def given(self) -> Given:
        """The values passed with ``--claims-with``, by name."""
        return self._host.given

    def in_threads(self, tasks: Sequence[Task[Result]]) -> list[Result]:
        """Run four tasks in four warm threads, which start together; return the results in the order of the tasks."""
        return self._bench.pools.in_threads(tasks)

    def in_processes(self, tasks: Sequence[Task[Result]]) -> list[Result]:
        """Run four tasks in four warm processes, which start together; return the results in the order of the tasks."""
        return self._bench.pools.in_processes(tasks)

    def in_team_of_processes(self, tasks: Sequence[Task[Result]]) -> list[Result]:
        """Run any number of tasks in as many warm processes, which start together."""
        return self._bench.pools.in_team_of_processes(tasks)

    def map_in_processes(self, function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """Apply a function to many items in four warm processes, a quarter of them each."""
        return self._bench.pools.map_in_processes(function, items)

    workers = WORKERS
    """The number of warm threads, and of warm processes."""

    in_crowd = staticmethod(crowd.run_in_crowd)
    run_script = staticmethod(scripts.run_script)
    running = staticmethod(program.running)

    def share(
        self,
        make: Callable[Arguments, AbstractContextManager[Resource]],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Resource:
        """Return a resource that all claims share, made once with these arguments and kept until the run ends."""
        return self._bench.share(make, *arguments, **named)

    def experiment(
        self,
        build: Callable[Concatenate[Lab, Arguments], Race],
        *arguments: Arguments.args,
        **keywords: Arguments.kwargs,
    ) -> Experiment:
        """Return the experiment that `build` makes with a lab and the arguments; claims share it."""
        what = (build, arguments, tuple(sorted(keywords.items())))
        experiment = self._experiments.of(what, self._world)
        if experiment is None:
            lab = Lab(self._bench, self._host, self._world, self._experiments)
            race = build(lab, *arguments, **keywords)
            experiment = Experiment(race, asked=frozenset(lab._got), world=self._world.name)
            self._experiments.keep(what, Made(experiment=experiment, got=MappingProxyType(lab._got)))
        return experiment
