"""The record: one run as data, from which every report is made."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

SCHEMA = 1
"""Raised whenever a reader of the previous schema would misread the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its interval and the bounds it is held against; values: one a round, where there are."""

    name: str
    unit: str
    low: float | None
    estimate: Any
    high: float | None
    bounds: Sequence[Any]
    values: Sequence[float] = ()
    why: str = ""

    @property
    def numeric_bounds(self) -> list[float]:
        """The bounds that can be drawn: a fact is held against a word."""
        return [float(bound) for bound in self.bounds if isinstance(bound, (int, float))]

    @property
    def span(self) -> tuple[float, float]:
        """The least and the greatest of rounds, bounds and interval."""
        ends = [end for end in (self.low, self.high) if end is not None]
        shown = [*map(float, self.values), *self.numeric_bounds, *ends]
        return min(shown), max(shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """What one arm did over the rounds seen so far.

    wall: median seconds; cores: median of processor time over wall time; switches: median number of voluntary context
    switches; overlap: milliseconds in all in which two workers progressed at once.
    """

    name: str
    wall: float | None
    cores: float | None
    switches: float | None
    overlap: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLane:
    """One worker's runs in milliseconds since the arm began."""

    pid: int
    thread: int
    runs: Sequence[tuple[float, float]]


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
    rounds: int
    seconds: float
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
class ClaimRecord:
    """One claim: what it says, what came out, and the evidence.

    source: how it is tested; turns_in: the false world in which its verdict must turn, ``None`` without one;
    turns_because: what is different in that world, or why there is none.
    expected: ``None`` in a world that the claim does not name; advice: what to do about a verdict that
    is none; gil_before, gil_after: whether the GIL was on; outdated: whether the document has changed since the claim
    was made. A claim that does not apply has no evidence.
    """

    id: str
    section: str
    statement: str
    world: str
    verdict: str
    expected: str | None
    surprise: bool
    reason: str
    advice: str
    metric: Figure | None = None
    control: Figure | None = None
    experiment: str | None = None
    rounds: int = 0
    seconds: float = 0.0
    arms: Sequence[Arm] = ()
    gil_before: bool
    gil_after: bool
    nodeid: str
    rerun: str
    outdated: bool = False
    source: str = ""
    turns_in: str | None = None
    turns_because: str = ""

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
    """One run. complete: whether every selected claim was heard to its end."""

    schema: int = SCHEMA
    complete: bool
    plugin: str
    suite: str
    mode: str
    started: str
    seconds: float
    interpreter: Mapping[str, Any]
    machine: Mapping[str, Any]
    packages: Mapping[str, Mapping[str, Any]]
    claims: Sequence[ClaimRecord] = field(default_factory=list)
    broken: Sequence[Broken] = field(default_factory=list)
    experiments: Sequence[ExperimentRecord] = field(default_factory=list)
    statements: Sequence[Statement] = field(default_factory=list)

    def timelines_of(self, claim: ClaimRecord) -> Sequence[Timeline]:
        """Return the pictures of the experiment that a claim rests on."""
        for experiment in self.experiments:
            if (experiment.name, experiment.world) == (claim.experiment, claim.world):
                return experiment.timeline
        return ()


def write_record(record: Record, path: Path) -> None:
    """Write the record as JSON, replacing the file at once or not at all.

    Raises OSError if the folder cannot be written.
    """
    replace_text(path, as_json(record) + "\n")


def as_json(record: Record) -> str:
    """Write the record in as little room as JSON allows."""
    return json.dumps(asdict(record), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def read_record(path: Path) -> Record:
    """Read a record back.

    Raises ValueError for a file of another schema, or one that is no record, and OSError for one that is not there.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["schema"] == SCHEMA:
            return _record_of(data)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"{path} is no record: {REMEDY}") from error
    raise ValueError(f"{path} is no record of schema {SCHEMA}: {REMEDY}")


REMEDY = "make one with pytest --claims --claims-json=FILE"

VERDICTS = ("holds", "refuted", "inconclusive", "not applicable")


def _record_of(data: dict[str, Any]) -> Record:
    parts = {
        "claims": tuple(map(_claim_of, data["claims"])),
        "broken": tuple(Broken(**broken) for broken in data["broken"]),
        "experiments": tuple(map(_experiment_of, data["experiments"])),
        "statements": tuple(Statement(**statement) for statement in data["statements"]),
    }
    return Record(**{**data, **parts})


def _claim_of(data: dict[str, Any]) -> ClaimRecord:
    if data["verdict"] not in VERDICTS:
        raise ValueError(data["verdict"])
    figures = {name: Figure(**data[name]) for name in ("metric", "control") if data[name] is not None}
    return ClaimRecord(**{**data, **figures, "arms": tuple(Arm(**arm) for arm in data["arms"])})


def _experiment_of(data: dict[str, Any]) -> ExperimentRecord:
    return ExperimentRecord(**{**data, "timeline": tuple(map(_timeline_of, data["timeline"]))})


def _timeline_of(data: dict[str, Any]) -> Timeline:
    lanes = [
        TimelineLane(**{**lane, "runs": [(float(start), float(stop)) for start, stop in lane["runs"]]})
        for lane in data["lanes"]
    ]
    return Timeline(arm=data["arm"], lanes=lanes)


def replace_text(path: Path, text: str) -> None:
    """Put the text in the file's place atomically: a reader sees the old content or the new, nothing between."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).chmod(0o666 & ~current_umask())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise


def current_umask() -> int:
    """Return the mask of permissions that new files do not get."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
