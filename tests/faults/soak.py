"""Faults for as long as wanted: ``python -m tests.faults.soak --seconds 3600 --seed 1``.

Rounds of two halves: random schedules with seeds that go on counting, then every other fault test
with another seed for its state machines. Stops by itself at the end of the round in which the time
is over; the first fault ends it, with the command that shows it again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

from tests.faults.test_schedules import again, run_schedules

#: Seconds of schedules in a round.
SCHEDULES_S = 300.0


def main() -> None:
    """Soak; exits with what failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1, help="of the first schedule")
    options = parser.parse_args()
    until_s = time.monotonic() + options.seconds
    seed, schedules, rounds = options.seed, 0, 0
    while (left_s := until_s - time.monotonic()) > 0:
        done, failures = run_schedules(min(SCHEDULES_S, left_s / 2), seed)
        if failures:
            sys.exit(again(failures))
        seed, schedules = seed + done, schedules + done
        if other_faults(seed) != 0:
            sys.exit(f"A test of tests/faults failed; YEOUL_SEED={seed} shows it again.")
        rounds += 1
        print(f"{rounds} rounds, {schedules} schedules up to seed {seed - 1}: 0 faults", flush=True)


def other_faults(seed: int) -> int:
    """Run the other fault tests from ``seed`` and return pytest's status."""
    argv = [sys.executable, "-m", "pytest", "-q", "-x", "tests/faults"]
    argv += ["--ignore=tests/faults/test_schedules.py", f"--hypothesis-seed={seed}"]
    return subprocess.run(argv, env={**os.environ, "YEOUL_SEED": str(seed)}, check=False).returncode


if __name__ == "__main__":
    main()
