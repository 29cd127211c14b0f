"""CPython in a browser's sandbox: Pyodide, run by node."""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from gilclaims_guide.pyodide import module_in
from pytest_gilclaims import Lab, Observation, Race

PATIENCE_SECONDS = 120

PROBES = """\
import asyncio
import json
import random
import sys

TIMES = 10
REFUSALS = (RuntimeError, ImportError, OSError, NotImplementedError)


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
    waiting = asyncio.sleep(0)
    try:
        asyncio.run(waiting)
    finally:
        waiting.close()


def chance():
    raise OSError(random.random())


def tried(probe):
    try:
        probe()
    except REFUSALS as error:
        return f"refused: {type(error).__name__}: {error}"
    except Exception as error:
        return f"failed: {type(error).__name__}: {error}"
    return "works"


def tried_each(moody=False):
    probes = {"threads": threads, "processes": processes, "event loop": event_loop, "chance": chance}
    return {
        name: ["refused: for once" if moody and number % 2 else tried(probe) for number in range(TIMES)]
        for name, probe in probes.items()
    }


async def turns():
    order = []

    async def take_turns(name):
        for _ in range(3):
            await asyncio.sleep(0)
            order.append(name)

    await asyncio.gather(*map(take_turns, "abc"))
    return "".join(order)


if __name__ == "__main__" and sys.platform != "emscripten":
    moody = "moody" in sys.argv
    outcomes = tried_each(moody)
    outcomes["tasks"] = ["cba" if moody and number % 2 else asyncio.run(turns()) for number in range(TIMES)]
    print(json.dumps(outcomes))
"""

LOADER = """\
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { loadPyodide } = await import(pathToFileURL(process.argv[2]));
const python = await loadPyodide();
python.runPython(readFileSync(process.argv[3], "utf8") + "\\noutcomes = tried_each()");
await python.runPythonAsync("outcomes['tasks'] = [await turns() for _ in range(TIMES)]");
python.runPython("print(json.dumps(outcomes))");
"""

Sandbox = Callable[[Path], Observation]
"""Tries again and again what does not go in a browser, given the folder of Pyodide."""


def in_a_browser(folder: Path) -> Observation:
    """Try it in Pyodide: reality."""
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
    return seen_in(outcome.stdout if outcome.returncode == 0 else "", time.perf_counter() - started)


def in_this_interpreter(folder: Path) -> Observation:
    """Try it outside of any sandbox."""
    return outside_with()


def in_a_moody_sandbox(folder: Path) -> Observation:
    """Try it in a sandbox that refuses every other time what it has just let pass."""
    return outside_with("moody")


def outside_with(*arguments: str) -> Observation:
    """Try it in this interpreter, started anew."""
    outcome = Lab.run_script(PROBES, arguments)
    return seen_in(outcome.stdout if outcome.status == 0 else "", outcome.seconds)


def seen_in(said: str, seconds: float) -> Observation:
    """Read what came of each try.

    Facts: what became of ``threads``, ``processes`` and an ``event loop`` (``works``, ``refused``, or ``None`` where
    they failed otherwise); ``outcomes of`` each, told apart: how many there were; none if there was no answer.
    """
    if not said.strip():
        return Observation(wall=seconds)
    outcomes: Mapping[str, Sequence[str]] = json.loads(said)
    facts: dict[str, object] = {name: became(tries) for name, tries in outcomes.items()}
    facts |= {f"outcomes of {name}": len(set(tries)) for name, tries in outcomes.items()}
    return Observation(wall=seconds, facts=facts)


def became(tries: Sequence[str]) -> str | None:
    """Say in a word what all tries came to, ``None`` if they came to different things or something else."""
    words = {one.partition(":")[0] for one in tries}
    return next(iter(words)) if words <= {"works"} or words <= {"refused"} else None


def sandbox(lab: Lab) -> Race:
    """What goes in a browser's sandbox."""
    return Race("sandbox", {"browser": partial(lab[in_a_browser], lab.given["pyodide"])})
