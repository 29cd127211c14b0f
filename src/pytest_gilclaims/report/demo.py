"""The demonstration for a class: four pictures of what threads, processes and waits do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pytest_gilclaims.report.record import ClaimRecord, Record, Timeline, TimelineLane
from pytest_gilclaims.report.terminal import Line, colour, sign, wrapped

COLUMNS = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One picture: an arm of a claim's experiment, and what it shows.

    worker: what a line of the picture stands for; meaning: one sentence for each verdict; elsewhere: what would
    change on the other kind of build, for each verdict.
    """

    title: str
    claim: str
    arm: str
    worker: str
    meaning: dict[str, str]
    elsewhere: dict[str, str]


SCENES = (
    Scene(
        title="Four threads compute",
        claim="gil.one-thread-runs-bytecode-at-a-time",
        arm="threads",
        worker="thread",
        meaning={
            "holds": "Threads take turns: at any instant one of them computes, and the others wait for the lock.",
            "refuted": "Threads compute at the same instant: there is no lock that they would have to wait for.",
        },
        elsewhere={
            "holds": "On a free-threaded build as many of them would compute at once as there are cores.",
            "refuted": "On a build with the GIL never two of them would compute at the same instant.",
        },
    ),
    Scene(
        title="Four processes compute",
        claim="gil.one-thread-runs-bytecode-at-a-time",
        arm="processes",
        worker="process",
        meaning=dict.fromkeys(
            ("holds", "refuted"), "Processes do not wait for one another: as many compute at once as there are cores."
        ),
        elsewhere=dict.fromkeys(("holds", "refuted"), "The same on every build."),
    ),
    Scene(
        title="Ten threads wait",
        claim="gil.waiting-threads-gain-a-lot",
        arm="threads",
        worker="thread",
        meaning={"holds": "Waits overlap: ten of them last hardly longer than one, as who waits needs no lock."},
        elsewhere={"holds": "The same on every build."},
    ),
    Scene(
        title="Three tasks of one event loop sleep for 2, 1 and 3 seconds",
        claim="fetch.takes-the-longest-not-the-sum",
        arm="gather",
        worker="task",
        meaning={"holds": "Together they take as long as the longest: 3 seconds, not 6."},
        elsewhere={"holds": "The same on every build."},
    ),
)

CLAIMS = tuple(dict.fromkeys(scene.claim for scene in SCENES))
"""What has to be decided for the demonstration."""


def demonstration(record: Record) -> Iterator[Line]:
    """Show each scene: title, picture, meaning, and what would change on the other build."""
    claims = {claim.id: claim for claim in record.claims}
    for scene in SCENES:
        if scene.claim in claims:
            claim = claims[scene.claim]
            yield from scene_lines(scene, claim, record.timelines_of(claim))


def scene_lines(scene: Scene, claim: ClaimRecord, timelines: Sequence[Timeline]) -> Iterator[Line]:
    """Show one scene."""
    yield "", None
    yield scene.title, "bold"
    for timeline in timelines:
        if timeline.arm == scene.arm:
            yield from picture(timeline, scene.worker)
    if claim.verdict in scene.meaning and not claim.surprise:
        yield from wrapped(scene.meaning[claim.verdict], None)
        yield from wrapped(scene.elsewhere[claim.verdict], None)
    else:
        yield from wrapped(f"{sign(claim)} {claim.verdict}: {claim.reason}", colour(claim))


def picture(timeline: Timeline, worker: str) -> Iterator[Line]:
    """Draw a line for each worker, and the time below."""
    end = max((stop for lane in timeline.lanes for _, stop in lane.runs), default=0.0)
    for number, lane in enumerate(timeline.lanes, start=1):
        yield f"    {f'{worker} {number}':<11}{bar(lane, end)}", None
    yield f"    {'':<11}0{f'{end:.0f} ms':>{COLUMNS - 1}}", None


def bar(lane: TimelineLane, end: float) -> str:
    """Draw when a worker was at it: a block for each column of which it filled the better part."""
    width = end / COLUMNS if end else 1.0
    columns = [(number * width, (number + 1) * width) for number in range(COLUMNS)]
    return "".join("█" if 2 * covered(lane.runs, *column) > width else "·" for column in columns)


def covered(runs: Sequence[tuple[float, float]], begin: float, end: float) -> float:
    """Return how much of a stretch the runs cover."""
    return sum(max(0.0, min(stop, end) - max(start, begin)) for start, stop in runs)
