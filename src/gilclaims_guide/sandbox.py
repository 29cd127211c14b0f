"""CPython in a browser's sandbox: Pyodide, run by node."""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from gilclaims_guide.pyodide import module_in
from pytest_gilclaims import Lab, Observation, Race

PATIENCE_SECONDS = 120

PROBES = """\
import json


def threads():
    import threading

    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def processes():
    import multiprocessing

    process = multiprocessing.Process(target=int)
    process.start()
    process.join()


def event_loop():
    import asyncio

    asyncio.run(asyncio.sleep(0))


def tried(probe):
    try:
        probe()
    except Exception as error:
        return type(error).__name__
    return "works"


if __name__ == "__main__":
    print(json.dumps({"threads": tried(threads), "processes": tried(processes), "event loop": tried(event_loop)}))
"""

LOADER = """\
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { loadPyodide } = await import(pathToFileURL(process.argv[2]));
const python = await loadPyodide();
python.runPython(readFileSync(process.argv[3], "utf8"));
"""

Sandbox = Callable[[Path], Observation]
"""Tries what does not go in a browser, given the folder of Pyodide."""


def in_a_browser(folder: Path) -> Observation:
    """Try it in Pyodide: reality. Facts: what became of ``threads``, ``processes`` and an ``event loop``."""
    module = module_in(folder)
    assert module is not None
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="gilclaims-") as folder_of_ours:
        script, loader = Path(folder_of_ours, "script.py"), Path(folder_of_ours, "loader.mjs")
        script.write_text(PROBES)
        loader.write_text(LOADER)
        outcome = subprocess.run(
            ["node", loader, module.resolve(), script],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
    facts = json.loads(outcome.stdout) if outcome.returncode == 0 else {}
    return Observation(wall=time.perf_counter() - started, facts=facts)


def in_this_interpreter(folder: Path) -> Observation:
    """Try it outside of any sandbox."""
    outcome = Lab.run_script(PROBES)
    facts = json.loads(outcome.stdout) if outcome.status == 0 else {}
    return Observation(wall=outcome.seconds, facts=facts)


def sandbox(lab: Lab) -> Race:
    """What goes in a browser's sandbox."""
    return Race("sandbox", {"browser": partial(lab[in_a_browser], lab.given["pyodide"])})
