"""Downloads from the real server: what it counts, and that it goes with its parent."""

import socket
import threading

import psutil
import pytest

from gilclaims_guide import downloads
from gilclaims_guide.one_lock import one_download_at_a_time
from gilclaims_guide.server import running_server


def test_the_server_counts_what_is_in_flight_and_is_gone_afterwards() -> None:
    with running_server() as server:
        living = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
        [process] = [child for child in living if "server" in " ".join(child.cmdline())]
        assert downloads.download_through_ten_sockets(server).facts["in flight"] == 10
        assert downloads.download_one_by_one(server).facts["in flight"] == 1
        assert (
            downloads.download_in_threads(server, one_download_at_a_time[downloads.free_admission]).facts["in flight"]
            == 1
        )
        together = downloads.download_in_threads(server, downloads.free_admission)
        assert 1 < together.facts["in flight"] <= 10
        assert len(together.lanes) == 10
        assert together.wall >= downloads.DELAY_SECONDS
        with pytest.raises(RuntimeError, match="answered 404"):
            server.get("/nowhere")
    assert not process.is_running()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((server.host, server.port), timeout=5)


def test_a_failed_download_is_an_error_and_leaves_no_thread() -> None:
    with running_server() as server:
        pass
    before = threading.active_count()
    with pytest.raises(RuntimeError, match="10 of 10 tasks failed"):
        downloads.download_in_threads(server, downloads.free_admission)
    assert threading.active_count() == before
