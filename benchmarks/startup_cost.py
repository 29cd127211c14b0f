"""What having the plugin costs a pytest run that does not use it.

    python benchmarks/startup_cost.py [--rounds 30]

Each round runs pytest on one empty test, in shuffled order: with all plugins, and without each of
pytest-gilclaims, pytest-benchmark and pytest-asyncio. Printed is the median over the rounds of what each adds,
in milliseconds of processor time, which other programs disturb less than the clock.
Exits 1 if our own part is not below 5 ms.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

PLUGINS = {"pytest-gilclaims": "gilclaims", "pytest-benchmark": "benchmark", "pytest-asyncio": "asyncio"}
LIMIT = 5.0


def processor_time(folder: Path, without: str | None) -> float:
    """Return the milliseconds of processor time that a run of pytest takes without one plugin."""
    command = [sys.executable, "-m", "pytest", "-q", "test_nothing.py"]
    command += ["-p", f"no:{without}"] if without else []
    before = os.times()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    after = os.times()
    return 1000 * (after.children_user + after.children_system - before.children_user - before.children_system)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    times: dict[str | None, list[float]] = {without: [] for without in (None, *PLUGINS.values())}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_nothing.py").write_text("def test_nothing(): pass\n")
        (folder / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
        for _ in range(rounds + 1):
            for without in random.sample(list(times), len(times)):
                times[without].append(processor_time(folder, without))
    print(f"a run of one empty test: {median(times[None][1:]):.0f} ms of processor time, {rounds} rounds")
    costs = {}
    for title, plugin in PLUGINS.items():
        # The first round fills caches and is discarded.
        pairs = zip(times[None][1:], times[plugin][1:], strict=True)
        costs[title] = median(everything - without for everything, without in pairs)
        print(f"  {title} adds {costs[title]:.1f} ms")
    return costs["pytest-gilclaims"] >= LIMIT


if __name__ == "__main__":
    sys.exit(main())
