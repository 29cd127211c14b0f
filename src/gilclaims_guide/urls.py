"""Two hundred requests: by threads, and by tasks of one event loop."""

import asyncio
from functools import partial

from gilclaims_guide import fetching
from gilclaims_guide.downloads import Admission, free_admission, get_in_tasks, new_batch, with_tally
from gilclaims_guide.fetching import Gather
from gilclaims_guide.patience import giving_up
from gilclaims_guide.server import Server, running_server
from pytest_gilclaims import Lab, Lane, Observation, Race

URLS = 200


URL_SECONDS = 0.05
"""How long an answer takes: one by one, the answers alone would take 200 of these delays."""


def fetch_in_threads(server: Server, admission: Admission) -> Observation:
    """Let two hundred threads fetch a URL each."""
    batch = new_batch()
    too_late = giving_up()

    def fetch() -> Lane:
        # Two hundred threads that wait to be admitted wait for a core as well, because of one another.
        with admission(), Lane.watch() as watch:
            if not too_late():
                server.get(f"/wait/{batch}/{URL_SECONDS}")
        return watch.lane()

    return with_tally(Observation.of(Lab.in_crowd([fetch] * URLS)), server, batch, delay=URL_SECONDS)


def fetch_in_tasks(server: Server, gather: Gather) -> Observation:
    """Let two hundred tasks of one event loop fetch a URL each."""
    batch = new_batch()
    seen = asyncio.run(get_in_tasks(server, f"/wait/{batch}/{URL_SECONDS}", URLS, gather))
    return with_tally(seen, server, batch, delay=URL_SECONDS)


def two_hundred_urls(lab: Lab) -> Race:
    """Two hundred real requests: by threads, and by tasks of one event loop."""
    server = lab.share(running_server)
    return Race(
        "two hundred urls",
        {
            "threads": partial(fetch_in_threads, server, lab[free_admission]),
            "tasks": partial(fetch_in_tasks, server, lab[fetching.gather]),
        },
    )
