"""What having the plugin costs a pytest run that does not use it.

    python benchmarks/startup_cost.py [--rounds 30]

Each round runs pytest on one empty test in a fresh process for each of pytest-gilclaims, pytest-benchmark and
pytest-asyncio, in shuffled order, and adds up the processor time of importing that plugin, with all that nobody
had imported before, and of its hooks. Printed is the median over the rounds.
Exits 1 if our own part is not below 3 ms.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

PLUGINS = {
    "pytest-gilclaims": "pytest_gilclaims.plugin",
    "pytest-benchmark": "pytest_benchmark.plugin",
    "pytest-asyncio": "pytest_asyncio.plugin",
}
LIMIT = 3.0

CHILD = """
import functools, importlib, inspect, sys, time
import _pytest.config, _pytest.python, pytest

spent = 0.0

def timed(hook):
    @functools.wraps(hook)
    def run(*arguments, **keywords):
        global spent
        started = time.process_time()
        try:
            return hook(*arguments, **keywords)
        finally:
            spent += time.process_time() - started
    return run

started = time.process_time()
plugin = importlib.import_module(sys.argv[1])
spent += time.process_time() - started
for name, hook in list(vars(plugin).items()):
    if name.startswith("pytest_") and inspect.isfunction(hook) and not inspect.isgeneratorfunction(hook):
        setattr(plugin, name, timed(hook))
status = pytest.main(["-q", "test_nothing.py"])
print("spent", 1000 * spent)
sys.exit(status)
"""


def cost_of(module: str, folder: Path) -> float:
    """Return the milliseconds of processor time that one run spends in a plugin."""
    command = [sys.executable, "-c", CHILD, module]
    output = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    return float(output.split("spent ")[1])


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    costs: dict[str, list[float]] = {title: [] for title in PLUGINS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_nothing.py").write_text("def test_nothing(): pass\n")
        (folder / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
        for _ in range(rounds):
            for title in random.sample(list(PLUGINS), len(PLUGINS)):
                costs[title].append(cost_of(PLUGINS[title], folder))
    for title, seen in costs.items():
        print(f"{title} costs a run {median(seen):.1f} ms ({min(seen):.1f} to {max(seen):.1f}, {rounds} rounds)")
    return median(costs["pytest-gilclaims"]) >= LIMIT


if __name__ == "__main__":
    sys.exit(main())
