"""A web server in a process of its own, whose answers take their time and which counts what it has in hand."""

import asyncio
import http.client
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from pytest_gilclaims.lab.interrupts import uninterrupted


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

    def most_in_flight(self, batch: str) -> int:
        """Ask how many requests of a batch the server had in hand at once, at most."""
        return int(self.get(f"/count/{batch}"))


@contextmanager
def running_server() -> Iterator[Server]:
    """Run the server for the length of the body. It ends with its standard input, hence with this process."""
    with ExitStack() as stack:
        with uninterrupted():
            process = subprocess.Popen(
                [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
            )
            stack.callback(stop, process)
        assert process.stdout is not None
        port = process.stdout.readline()
        if not port.strip():
            raise RuntimeError(f"the lab's web server did not start (exit code {process.wait()})")
        yield Server("127.0.0.1", int(port))


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End the server: politely by the end of its input, else by force."""
    with uninterrupted():
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def serve() -> None:
    """Answer ``/wait/{batch}/{seconds}`` after that time and ``/count/{batch}`` at once, until stdin ends."""
    from aiohttp import web

    in_flight: Counter[str] = Counter()
    most: Counter[str] = Counter()

    async def wait(request: web.Request) -> web.Response:
        batch = request.match_info["batch"]
        in_flight[batch] += 1
        most[batch] = max(most[batch], in_flight[batch])
        try:
            await asyncio.sleep(float(request.match_info["seconds"]))
        finally:
            in_flight[batch] -= 1
        return web.Response(text="here you are")

    async def count(request: web.Request) -> web.Response:
        return web.Response(text=str(most.pop(request.match_info["batch"], 0)))

    application = web.Application()
    application.add_routes([web.get("/wait/{batch}/{seconds}", wait), web.get("/count/{batch}", count)])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    try:
        await asyncio.to_thread(sys.stdin.buffer.read)
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
