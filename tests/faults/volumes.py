"""How much of everything the fault tests do: for `make test`, and for a soak (YEOUL_SOAK=1)."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Volumes:
    """Numbers of runs."""

    memory_sequences: int
    sqlite_sequences: int
    kills: int
    embedded_kills: int
    stops: int
    idempotency_rounds: int
    terminations: int
    followers: int
    stalled_readers: int
    api_cases: int


SOAK = os.environ.get("YEOUL_SOAK") == "1"

#: Whether random tests draw anew each time, or from ``YEOUL_SEED``; `make test` draws the same.
RANDOM = SOAK or "YEOUL_SEED" in os.environ

VOLUMES = (
    Volumes(
        memory_sequences=20_000,
        sqlite_sequences=20_000,
        kills=1_000,
        embedded_kills=50,
        stops=10_000,
        idempotency_rounds=1_000,
        terminations=50,
        followers=2_000,
        stalled_readers=200,
        api_cases=20_000,
    )
    if SOAK
    else Volumes(
        memory_sequences=1_000,
        sqlite_sequences=200,
        kills=18,
        embedded_kills=2,
        stops=200,
        idempotency_rounds=20,
        terminations=2,
        followers=1_000,
        stalled_readers=100,
        api_cases=1_000,
    )
)

#: Seconds for which one test may run before it is taken for stuck.
LIMIT_S = 24 * 3600 if SOAK else 300
