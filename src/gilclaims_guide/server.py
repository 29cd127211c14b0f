"""A web server in a process of its own, whose answers take their time and which counts what it has in hand."""

import asyncio
import http.client
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.connection import wait as wait_for_any

from gilclaims_guide.reception import Ledger, Meeting, Tally
from pytest_gilclaims import Lab, Unavailable

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

START_SECONDS = 60.0
"""How long the server may take until it listens."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server listens."""

    host: str
    port: int

    def get(self, path: str) -> bytes:
        """Fetch a path with the standard library's blocking client, past any proxy.

        Raises RuntimeError for any answer but 200.
        """
        with closing(http.client.HTTPConnection(self.host, self.port, timeout=60)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            content = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"the lab's server answered {answer.status} to {path}")
        return content

    def tally(self, batch: str) -> Tally:
        """Ask what the server saw of a batch, which then is over."""
        return Tally(**json.loads(self.get(f"/tally/{batch}")))


@contextmanager
def running_server() -> Iterator[Server]:
    """Run the server for the length of the body. It ends with its standard input, hence with this process.

    Raises Unavailable if it does not start.
    """
    # Modules are not looked for in the current folder, where a `select.py` may lie.
    with Lab.running([sys.executable, "-P", "-m", __name__], called="the lab's web server") as process:
        yield Server("127.0.0.1", port_of(process))


def port_of(process: "subprocess.Popen[str]", called: str = "the lab's web server") -> int:
    """Wait until a server says where it listens. Raises Unavailable if it does not."""
    assert process.stdout is not None
    if not wait_for_any([process.stdout.fileno()], START_SECONDS):
        raise Unavailable(f"{called} did not start within {START_SECONDS:g} s")
    port = process.stdout.readline()
    if not port.strip():
        raise Unavailable(f"{called} did not start (exit code {process.wait()})")
    return int(port)


def allow_many_open_files() -> None:
    """Allow this process as many open files as the system lets it have."""
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def serve() -> None:
    """Answer until standard input ends.

    ``/wait/{batch}/{seconds}`` after that time; ``/meet/{batch}/{count}/{seconds}`` after that time and when so many
    are waiting, or nobody has come for a while; ``/write/{seconds}/{path}`` at once, and writes to that FIFO after
    that time; ``/tally/{batch}`` at once.
    """
    from aiohttp import web

    allow_many_open_files()
    ledger = Ledger()
    meetings: defaultdict[str, Meeting] = defaultdict(Meeting)

    async def wait(request: web.Request) -> web.Response:
        with ledger.holding(request.match_info["batch"]):
            await asyncio.sleep(float(request.match_info["seconds"]))
        return web.Response(text="here you are")

    async def meet(request: web.Request) -> web.Response:
        batch, count = request.match_info["batch"], int(request.match_info["count"])
        with ledger.holding(batch) as number:
            await asyncio.sleep(float(request.match_info["seconds"]))
            await meetings[batch].attend(is_last=number == count)
        return web.Response(text="here we are")

    async def write(request: web.Request) -> web.Response:
        seconds, path = float(request.match_info["seconds"]), "/" + request.match_info["path"]
        descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)

        def deliver() -> None:
            try:
                os.write(descriptor, b".")
            finally:
                os.close(descriptor)

        asyncio.get_running_loop().call_later(seconds, deliver)
        return web.Response(text="in time")

    async def tally(request: web.Request) -> web.Response:
        batch = request.match_info["batch"]
        meetings.pop(batch, None)
        return web.json_response(asdict(ledger.close(batch)))

    application = web.Application()
    application.add_routes(
        [
            web.get("/wait/{batch}/{seconds}", wait),
            web.get("/meet/{batch}/{count}/{seconds}", meet),
            web.get("/write/{seconds}/{path:.*}", write),
            web.get("/tally/{batch}", tally),
        ]
    )
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=4096)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    try:
        await asyncio.to_thread(sys.stdin.buffer.read)
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
