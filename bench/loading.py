"""``python -m bench.loading``: carries out the plan on standard input; what came of it is told."""

from __future__ import annotations

import gc
import signal
import sys

from bench.audience import Audience, Storm
from bench.load import Beside, Load
from bench.plan import Plan

KINDS: dict[str, type[Load]] = {
    "ask": Load,
    "beside": Beside,
    "audience": Audience,
    "storm": Storm,
}


def main() -> None:
    """Read one plan, and write one outcome."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever started this ends it
    gc.disable()
    plan = Plan.from_json(sys.stdin.readline())
    print(KINDS[plan.scenario.kind](plan).run().to_json(), flush=True)


if __name__ == "__main__":
    main()
