"""What docs/performance.md says, as claims."""

import random
import socketserver
import threading
import time
from functools import partial

import pytest
from pytest_gilclaims import (
    GIL_ON,
    blocks_the_loop,
    claim,
    computes,
    never,
    refuted,
    releases_the_lock,
    scales,
    stays_free_threaded,
    waits,
)

from thumbnails import dither, fetch, fetch_thumbnail, png


def picture(side):
    """Make a picture."""
    return [random.randbytes(side) for _ in range(side)]


SMALL = partial(picture, 128)
LARGE = partial(picture, 320)


class Answer(socketserver.StreamRequestHandler):
    """A tenth of a second after it was asked, the server sends a picture."""

    def handle(self):
        self.rfile.readline()
        time.sleep(0.1)
        self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + b"".join(LARGE()))


@pytest.fixture(scope="module")
def server():
    """The address of a server on this machine."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_address
        server.shutdown()


@claim("thumbnails.dithering-computes")
def test_dithering_computes(judge):
    """Dithering needs a core for at least 90 % of its time."""
    judge(computes(dither, own=SMALL))


@claim("thumbnails.dithering-scales", expect=refuted.when(GIL_ON))
def test_dithering_scales(judge):
    """Dithering in four threads gains at least half of what the machine gives to arithmetic in four processes."""
    judge(scales(dither, own=SMALL))


@claim("thumbnails.files-release-the-gil")
def test_files_release_the_gil(judge):
    """While one thread writes a PNG file, another runs Python code."""
    judge(releases_the_lock(png, own=LARGE))


@claim("thumbnails.files-scale")
def test_files_scale(judge):
    """PNG files in four threads gain at least half of what the machine gives to arithmetic in four processes."""
    judge(scales(png, own=LARGE))


@claim("thumbnails.fetching-waits")
def test_fetching_waits(judge, server):
    """To fetch a picture from a server that takes a tenth of a second needs a core for at most 20 % of the time."""
    judge(waits(partial(fetch, *server)))


@claim("thumbnails.fetching-gives-way")
def test_fetching_gives_way(judge, server):
    """To fetch a picture never keeps the other tasks of the event loop waiting for more than 50 ms at a stretch."""
    judge(never(blocks_the_loop(partial(fetch, *server), longer_than=0.05)))


@claim("thumbnails.thumbnails-block-the-loop")
def test_thumbnails_block_the_loop(judge, server):
    """To fetch a thumbnail of 320 by 320 points keeps the other tasks waiting for more than 10 ms at a stretch."""
    judge(blocks_the_loop(partial(fetch_thumbnail, *server), longer_than=0.01))


@claim("thumbnails.stays-free-threaded")
def test_stays_free_threaded(judge):
    """To import the package leaves the GIL of a free-threaded build off."""
    judge(stays_free_threaded("import thumbnails"))
