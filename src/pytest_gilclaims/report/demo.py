"""The demonstration for a class: pictures of what threads, processes and waits do."""

from collections.abc import Iterator, Sequence

from pytest_gilclaims.report.record import ClaimRecord, Record, Scene, Timeline, TimelineLane
from pytest_gilclaims.report.terminal import Line, colour, sign, wrapped

COLUMNS = 56


def demonstration(record: Record) -> Iterator[Line]:
    """Show each scene: title, picture, meaning, and what would change on the other build."""
    claims = {claim.id: claim for claim in record.claims}
    for scene in record.scenes:
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
