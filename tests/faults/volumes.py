"""How much of everything the fault tests do: by day in `make test`, and at most in a soak.

``YEOUL_VOLUMES="stops=5000 kills=20"`` sets single volumes, ``YEOUL_SEED=17`` what is drawn.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Volumes:
    """Numbers of runs."""

    #: Writing systems beside those that every test speaks.
    writing_systems: int = 0
    schedules: int = 100
    memory_lives: int = 300
    file_lives: int = 120
    shared_lives: int = 60
    kills: int = 12
    #: Of several workers: one is killed, leaves, is stalled; their answers are stopped, and asked
    #: for at once; their engine and their database are killed, or lose everything.
    worker_kills: int = 1
    worker_terminations: int = 1
    worker_stalls: int = 1
    worker_stops: int = 2
    worker_keys: int = 2
    #: Times the network between several workers and an engine of theirs fails.
    worker_networks: int = 1
    #: Restarts of all workers in turn; stalls of their engine; clocks that are set.
    rolling_restarts: int = 1
    engine_stalls: int = 1
    wrong_clocks: int = 1
    #: Points at which a worker hangs.
    hangs: int = 2
    engine_kills: int = 1
    engine_losses: int = 1
    database_kills: int = 1
    embedded_kills: int = 1
    stops: int = 200
    idempotency_rounds: int = 20
    id_rounds: int = 100
    terminations: int = 1
    #: Times a thousand followers and a hundred readers that never read.
    crowds: int = 1
    service_mutations: int = 100
    api_requests: int = 500
    #: Bodies as OpenAI's SDK may send them.
    sdk_requests: int = 1_000
    #: What two people do at random, on their own and each other's things; log-ins that are timed.
    stranger_steps: int = 60
    timed_log_ins: int = 200
    #: In the browser: tokens of a long answer, reloads, cuts of the network by each transport.
    page_tokens: int = 5_000
    page_reloads: int = 12
    page_cuts: int = 8
    #: Answers that two tabs follow; times that twelve windows do; tabs frozen, and machines asleep.
    page_tabs: int = 1
    page_windows: int = 1
    page_freezes: int = 1
    #: Tabs behind a proxy that buffers, without WebSockets and with; Stops in each state; kills.
    page_buffers: int = 1
    page_stops: int = 1
    page_restarts: int = 2


DAILY = Volumes()
SOAK = Volumes(
    writing_systems=1_000,
    schedules=50_000,
    memory_lives=20_000,
    file_lives=20_000,
    shared_lives=5_000,
    kills=950,
    worker_kills=100,
    worker_terminations=60,
    worker_stalls=30,
    worker_stops=50,
    worker_keys=200,
    worker_networks=100,
    rolling_restarts=20,
    engine_stalls=30,
    wrong_clocks=20,
    hangs=20,
    engine_kills=30,
    engine_losses=10,
    database_kills=30,
    embedded_kills=50,
    stops=5_000,
    idempotency_rounds=1_000,
    id_rounds=10_000,
    terminations=100,
    crowds=10,
    service_mutations=10_000,
    api_requests=50_000,
    sdk_requests=50_000,
    stranger_steps=6_000,
    timed_log_ins=4_000,
    page_tokens=50_000,
    page_reloads=240,
    page_cuts=160,
    page_tabs=20,
    page_windows=20,
    page_freezes=20,
    page_buffers=20,
    page_stops=20,
    page_restarts=40,
)


def volumes(environ: Mapping[str, str]) -> Volumes:
    """Return the daily volumes with those that the environment sets."""
    pairs = (one.partition("=") for one in environ.get("YEOUL_VOLUMES", "").split())
    return replace(DAILY, **{name: int(number) for name, _, number in pairs})


def portions(volume: int, seed: int, largest: int = 1_000) -> Iterator[tuple[int, int]]:
    """Cut a volume into (seed, part of it): what failed is shown again by its portion alone."""
    for number, first in enumerate(range(0, volume, largest)):
        yield seed + number, min(largest, volume - first)


def rounds(
    volume: int, largest: int = 1, *, seed: int | None = None
) -> Iterator[tuple[random.Random, int]]:
    """Yield what each portion draws from, and its size; prints what shows it again alone."""
    for own, many in portions(volume, SEED if seed is None else seed, largest):
        print(f"seed {own}, volume {many}", flush=True)
        yield random.Random(own), many


def spread(seconds: list[float]) -> str:
    """Return how times are spread, in words of percentiles."""
    ranked = sorted(seconds)
    at = {name: ranked[min(len(ranked) - 1, len(ranked) * name // 100)] for name in (50, 90, 99)}
    told = ", ".join(f"p{name} {value:.3f}" for name, value in at.items())
    return f"{told}, most {ranked[-1]:.3f} s, of {len(ranked)}"


NAMES = tuple(field.name for field in fields(Volumes))
VOLUMES = volumes(os.environ)
#: Whether something else is drawn than in every `make test`.
RANDOM = "YEOUL_SEED" in os.environ
SEED = int(os.environ.get("YEOUL_SEED", "20260101"))

#: Seconds for which one test may run before it is taken for stuck.
LIMIT_S = 24 * 3600 if VOLUMES != DAILY else 900
