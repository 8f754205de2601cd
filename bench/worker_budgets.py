"""The budgets of several workers: the one place where their bars stand. Pure."""

from __future__ import annotations

from bench.budgets import Budget
from bench.figures import Figures
from bench.quantities import (
    Quantity,
    cpu_per_answer,
    cpu_per_token,
    latency_p50,
    tokens_per_core,
)
from bench.servers.workers import ALWAYS, EVERYSEC
from bench.worker_scenarios import (
    HERE,
    KILLED,
    MANY_READERS,
    SQLITE,
    STORE_POSTGRES,
    THERE,
    THERE_BY_MANY,
)


def cpu_with_engines(one: Figures) -> float | None:
    """Return the processor time of a token, that of the engines with it, in µs."""
    if one.cpu_us_per_token is None:
        return None
    return one.cpu_us_per_token + (one.engine_us_per_token or 0.0)


def first_beside_others(alone: float, shared: float) -> float:
    """Return what an answer's first reader costs beyond what each further one does.

    ``alone`` is the cost of a token for one reader, ``shared`` that for each of several of one
    answer: c + s and c/n + s.
    """
    return (alone - shared) * MANY_READERS / (MANY_READERS - 1)


def _seconds(one: Figures) -> float | None:
    last = one.first_token_last_ms
    return None if last is None else last / 1000


_MANY = "workers-many"
BUDGETS = (
    *(
        Budget(
            f"{title}, log in Valkey ({fsync}), against SQLite",
            Quantity("workers-log", server.title, read, SQLITE),
            bar=bar,
            unit="×",
            digits=2,
        )
        for server, fsync in ((EVERYSEC, "everysec"), (ALWAYS, "always"))
        for title, read, bar in (
            ("processor time of a token in the worker", cpu_per_token, 1.0),
            ("processor time of a token in worker and engines", cpu_with_engines, 2.0),
            ("added latency, p50", latency_p50, 1.5),
        )
    ),
    Budget(
        "added latency at another worker, p50, against the one that writes",
        Quantity("workers-followed", THERE, latency_p50, HERE),
        bar=2.0,
        unit="×",
        digits=2,
    ),
    Budget(
        "processor time of a token that another worker writes, beside its sending",
        Quantity("workers-followed", THERE, cpu_per_token, THERE_BY_MANY, first_beside_others),
        bar=8.0,
        unit=" µs",
    ),
    *(
        budget
        for workers, bar in ((2, 1.7), (3, 2.4))
        for budget in (
            Budget(
                f"tokens a second of {workers} workers, against one",
                Quantity(_MANY, f"{workers} workers", lambda f: f.tokens_per_s, "1 worker"),
                bar=bar,
                unit="×",
                at_least=True,
                digits=2,
                cores=workers + 2,
            ),
            Budget(
                f"tokens for each second of processor time, {workers} workers against one",
                Quantity(_MANY, f"{workers} workers", tokens_per_core, "1 worker"),
                bar=bar / workers,
                unit="×",
                at_least=True,
                digits=2,
            ),
        )
    ),
    Budget(
        "processor time of asking and beginning in PostgreSQL, in the worker",
        Quantity("workers-asking", STORE_POSTGRES, cpu_per_answer),
        bar=3.0,
        unit=" ms",
        digits=2,
    ),
    Budget(
        "2 000 readers whose worker dies: all back",
        Quantity("workers-death", KILLED, _seconds),
        bar=10.0,
        unit=" s",
    ),
    Budget(
        "2 000 readers whose worker dies: reads of the store for an answer",
        Quantity("workers-death", KILLED, lambda f: f.store_reads_per_answer),
        bar=2.0,
        unit="",
    ),
)
