"""The record: one run as data, from which every report is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, NotRequired, TypedDict

from pytest_gilclaims.figure import Figure, Point

SCHEMA = 4
"""Raised whenever a reader of the previous schema would misread the record."""

READABLE = (1, 2, 3, 4)
"""The schemas that are read: what a later one added has a default."""

VERDICTS = ("holds", "refuted", "inconclusive", "not applicable")

LOCK_STATES = ("on", "off", "mixed")


@dataclass(frozen=True, slots=True)
class Must:
    """What a value must be beside its type, for reports rely on it."""

    words: str
    test: Callable[[Any], bool]


def is_moment(text: str) -> bool:
    """Whether a text says a date and a time in ISO 8601."""
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False


Word = Annotated[str, Must(f"one of {', '.join(VERDICTS)}", VERDICTS.__contains__)]
LockState = Annotated[str, Must(f"one of {', '.join(LOCK_STATES)}", LOCK_STATES.__contains__)]
Moment = Annotated[str, Must("a date and time in ISO 8601", is_moment)]
Amount = Annotated[float, Must("zero or more", lambda number: number >= 0)]
Count = Annotated[int, Must("zero or more", lambda number: number >= 0)]
Stretch = Annotated[tuple[float, float], Must("a start and a later end", lambda run: 0 <= run[0] <= run[1])]


class InterpreterFacts(TypedDict):
    """The interpreter: `facts.interpreter.Interpreter` as data, its names, and its lock at the end."""

    key: str
    title: str
    implementation: str
    version: str
    build: str
    free_threaded: bool
    gil_enabled: bool
    jit: str
    start_method: str
    configure: str
    system: str
    gil_end: bool


class LoadFacts(TypedDict):
    """How busy the machine was at one moment: `facts.machine.Load` as data."""

    average: Amount | None
    pressure: Amount | None
    steal: Amount | None


class MachineFacts(TypedDict):
    """The machine: `facts.machine.Machine` as data, and how busy it was."""

    os: str
    arch: str
    cpu: str
    cores: Count
    cores_usable: Count
    quota: NotRequired[Amount | None]
    load_start: LoadFacts
    load_end: LoadFacts


class PackageFacts(TypedDict):
    """A package that the run rested on; ``None`` where it was not installed."""

    version: str | None


def has_its_estimate_inside(figure: Figure) -> bool:
    """Whether the interval, if there is one, lies around a number."""
    if figure.low is None or figure.high is None:
        return True
    estimate = figure.estimate
    return isinstance(estimate, (int, float)) and figure.low <= estimate <= figure.high


DrawableFigure = Annotated[Figure, Must("a figure whose estimate lies in its interval", has_its_estimate_inside)]


def is_in_order(point: Point) -> bool:
    """Whether a point is about workers, and no number of it is less than nothing or out of its interval."""
    around = [end for end in (point.low, point.estimate, point.high) if end is not None]
    numbers = [*around, point.machine or 0.0]
    return point.workers >= 1 and min(numbers) >= 0 and around == sorted(around)


DrawablePoint = Annotated[Point, Must("a number of workers with its estimate in its interval", is_in_order)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """What one arm did over the rounds seen so far.

    wall: median seconds; cores: median of processor time over wall time; switches: median number of voluntary context
    switches; overlap: milliseconds in all in which two workers progressed at once; lock: whether the GIL was
    on, off, or now the one and now the other (mixed); ``None`` where nobody looked.
    """

    name: str
    wall: Amount | None
    cores: Amount | None
    switches: Amount | None
    overlap: Amount | None
    lock: LockState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLane:
    """One worker's runs in milliseconds since the arm began."""

    pid: int
    thread: int
    runs: Sequence[Stretch]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One round of one arm, worker by worker."""

    arm: str
    lanes: Sequence[TimelineLane]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentRecord:
    """An experiment as the run left it: its rounds, and a picture. Several claims may rest on it."""

    name: str
    world: str
    rounds: Count
    seconds: Amount
    timeline: Sequence[Timeline]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence of the document, in our own words, and what became of it: claims, another sentence, or a reason."""

    digest: str
    section: str
    says: str
    claims: Sequence[str]
    implied_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One picture of a demonstration: an arm of a claim's experiment, and what it shows.

    worker: what a line of the picture stands for; meaning: one sentence for each verdict; elsewhere: what would
    change on the other kind of build, for each verdict.
    """

    title: str
    claim: str
    arm: str
    worker: str
    meaning: Mapping[str, str]
    elsewhere: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord:
    """One claim: what it says, what came out, and the evidence.

    source: how it is tested; turns_in: the false world in which its verdict must turn, ``None`` without one;
    turns_because: what is different in that world, or why there is none.
    expected: ``None`` in a world that the claim does not name; advice: what to do about a verdict that
    is none; beside: the arms in which the same was looked for in the same rounds, empty where nothing needed to be,
    ``None`` where nobody said; gil_before, gil_after: whether the GIL was on; outdated: whether the document has
    changed since the claim was made; seen_in: the world that its experiment was made for, where the claim's own would
    have given it the same; curve: gains over numbers of workers, where it is about several. A claim that does not
    apply has no evidence.
    """

    id: str
    section: str
    statement: str
    world: str
    verdict: Word
    expected: Word | None
    surprise: bool
    reason: str
    advice: str
    metric: DrawableFigure | None = None
    control: DrawableFigure | None = None
    beside: str | None = None
    experiment: str | None = None
    seen_in: str | None = None
    rounds: Count = 0
    seconds: Amount = 0.0
    arms: Sequence[Arm] = ()
    gil_before: bool
    gil_after: bool
    nodeid: str
    rerun: str
    outdated: bool = False
    source: str = ""
    turns_in: str | None = None
    turns_because: str = ""
    curve: Sequence[DrawablePoint] = ()

    @property
    def is_decided(self) -> bool:
        """Whether the claim holds or is refuted."""
        return self.verdict in ("holds", "refuted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A claim that came to no verdict because its own code failed."""

    id: str
    nodeid: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One run.

    complete: whether every selected claim was heard to its end; slowed_by: what slows this process alone, such as a
    tracer; lock_changes: when and by what the lock was switched; durations: seconds by activity; question, answer,
    scenes: what stands above the claims of a suite, and its pictures.
    """

    schema: int = SCHEMA
    complete: bool
    plugin: str
    suite: str
    mode: str
    started: Moment
    seconds: Amount
    interpreter: InterpreterFacts
    machine: MachineFacts
    packages: Mapping[str, PackageFacts]
    slowed_by: Sequence[str] = ()
    lock_changes: Sequence[str] = ()
    durations: Mapping[str, Amount] = field(default_factory=dict)
    claims: Sequence[ClaimRecord]
    broken: Sequence[Broken]
    experiments: Sequence[ExperimentRecord]
    statements: Sequence[Statement]
    question: str = ""
    answer: str = ""
    scenes: Sequence[Scene] = ()

    def timelines_of(self, claim: ClaimRecord) -> Sequence[Timeline]:
        """Return the pictures of the experiment that a claim rests on."""
        for experiment in self.experiments:
            if (experiment.name, experiment.world) == (claim.experiment, claim.seen_in or claim.world):
                return experiment.timeline
        return ()
