"""Two hundred requests: by threads, and by tasks of one event loop; some of them by a loop, and by processes."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from gilclaims_guide import fetching
from gilclaims_guide.downloads import Admission, free_admission, get_in_tasks, new_batch, with_tally
from gilclaims_guide.fetching import Gather
from gilclaims_guide.patience import giving_up
from gilclaims_guide.server import Server, running_server
from pytest_gilclaims import Lab, Lane, Observation, Race

URLS = 200

URL_SECONDS = 0.5
"""How long an answer takes: long beside what it takes to start two hundred threads. One by one, the answers alone would
take 200 of these delays."""

LOOP_URLS = 2
"""A loop is the same to each of them: a few tell what it does."""

POOL_SECONDS = 0.05

Delay = Callable[[], float]
"""How long the server takes for an answer."""


def slow_server() -> float:
    """Half a second: reality."""
    return URL_SECONDS


def instant_server() -> float:
    """No time at all."""
    return 0.0


def fetch_in_threads(server: Server, admission: Admission, delay: float) -> Observation:
    """Let two hundred threads fetch a URL each."""
    batch = new_batch()
    too_late = giving_up()

    answers: list[bytes] = []

    def fetch() -> Lane:
        # Two hundred threads that wait to be admitted wait for a core as well, because of one another.
        with admission(), Lane.watch() as watch:
            if not too_late():
                answers.append(server.get(f"/wait/{batch}/{delay}"))
        return watch.lane()

    seen = Observation.of(Lab.in_crowd([fetch] * URLS))
    return with_tally(at_that_pace(seen, len(answers)), server, batch, delay=URL_SECONDS)


def at_that_pace(seen: Observation, answers: int) -> Observation:
    """Say how long all would have taken at the pace of those that came before the rest was given up."""
    pace = URLS / max(1, answers)
    return replace(seen, wall=seen.wall * pace, queued=None if seen.queued is None else seen.queued * pace)


def fetch_in_tasks(server: Server, gather: Gather, delay: float) -> Observation:
    """Let two hundred tasks of one event loop fetch a URL each."""
    batch = new_batch()
    seen = asyncio.run(get_in_tasks(server, f"/wait/{batch}/{delay}", URLS, gather))
    return with_tally(at_that_pace(seen, seen.facts["answers"]), server, batch, delay=URL_SECONDS)


def fetch_in_a_loop(server: Server, delay: float) -> Observation:
    """Fetch a few of the URLs one after another. Facts: ``cores used`` and ``cores waited for``."""
    batch = new_batch()
    # The first request of a process is dear.
    server.get("/wait/warm-up/0")
    with Lane.watch() as watch:
        for _ in range(LOOP_URLS):
            server.get(f"/wait/{batch}/{delay}")
    seen = Observation.of([watch.lane()])
    return with_tally(replace(seen, facts=seen.use_of_cores), server, batch)


def fetch_some(server: Server, path: str) -> Lane:
    """Fetch two URLs, one after the other."""
    with Lane.watch() as watch:
        for _ in range(2):
            server.get(path)
    return watch.lane()


def fetch_in_processes(lab: Lab, server: Server) -> Observation:
    """Let a pool of four processes fetch two URLs each."""
    batch = new_batch()
    lanes = lab.in_processes([partial(fetch_some, server, f"/wait/{batch}/{POOL_SECONDS}")] * Lab.workers)
    return with_tally(Observation.of(lanes), server, batch)


def two_hundred_urls(lab: Lab) -> Race:
    """Two hundred real requests: by threads, by tasks of one event loop; a few by a loop and by a pool of processes."""
    server, delay = lab.share(running_server), lab[slow_server]()
    return Race(
        "two hundred urls",
        {
            "threads": partial(fetch_in_threads, server, lab[free_admission], delay),
            "tasks": partial(fetch_in_tasks, server, lab[fetching.gather], delay),
            "loop": partial(fetch_in_a_loop, server, delay),
            "four processes": partial(fetch_in_processes, lab, server),
        },
    )
