"""``python -m bench.loading``: carries out the plan on standard input; what came of it is told."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable

from bench.asking import Asking
from bench.audience import Audience, Storm
from bench.elsewhere import Death, Elsewhere
from bench.load import Beside, Load
from bench.plan import Plan

KINDS: dict[str, Callable[[Plan], Load | Asking]] = {
    "ask": Load,
    "beside": Beside,
    "audience": Audience,
    "storm": Storm,
    "readers": Elsewhere,
    "death": Death,
    "store": Asking,
}


def main() -> None:
    """Read one plan, and write one outcome."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever started this ends it
    gc.disable()
    plan = Plan.from_json(sys.stdin.readline())
    print(KINDS[plan.scenario.kind](plan).run().to_json(), flush=True)


if __name__ == "__main__":
    main()
