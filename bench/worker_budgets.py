"""The budgets of several workers: the one place where their bars stand. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bench.budgets import Budget
from bench.figures import Figures
from bench.quantities import Quantity, cpu_per_answer, cpu_per_token, latency_p50, tokens_per_core
from bench.servers.workers import ALWAYS, EVERYSEC
from bench.worker_scenarios import (
    ASKING,
    CROWDED,
    DEATHS,
    FOLLOWING,
    HERE,
    LOG,
    LONELY,
    MANY,
    MANY_READERS,
    ONE,
    SQLITE,
    STORE_POSTGRES,
    THERE,
    THERE_BY_MANY,
    THREE,
    TWO,
)


def with_engines(one: Figures) -> float | None:
    """Return the processor time of a token, that of the engines with it, in µs."""
    if one.cpu_us_per_token is None:
        return None
    return one.cpu_us_per_token + (one.engine_us_per_token or 0.0)


def first_reader(alone: float, shared: float) -> float:
    """Return what the first reader of an answer costs a token beyond what each further one does.

    ``alone`` is the cost of a token for one reader, first + each; ``shared`` that of a token for
    each of several readers, first / several + each.
    """
    return (alone - shared) * MANY_READERS / (MANY_READERS - 1)


def for_readers(many: float, lonely: float) -> float:
    """Return the reads for an answer's readers: all, without those of the takeover.

    With one reader there is one read for the reader, and the others are the takeover's.
    """
    return many - (lonely - 1)


def back_after_s(one: Figures) -> float | None:
    """Return after how many seconds the last reader was back."""
    last = one.first_token_last_ms
    return None if last is None else last / 1000


FEED = Quantity(FOLLOWING, THERE, cpu_per_token, THERE_BY_MANY, first_reader)
READS = Quantity(DEATHS, CROWDED, lambda f: f.store_reads_per_answer, LONELY, for_readers)


def _of_the_log() -> Iterator[Budget]:
    for server, fsync in ((EVERYSEC, "everysec"), (ALWAYS, "always")):
        for title, read, bar in (
            ("processor time of a token in the worker", cpu_per_token, 1.0),
            ("processor time of a token in worker and engines", with_engines, 2.0),
            ("added latency, p50", latency_p50, 1.5),
        ):
            quantity = Quantity(LOG, server.title, read, SQLITE)
            whole = f"{title}, log in Valkey ({fsync}), against SQLite"
            yield Budget(whole, quantity, bar, "×", digits=2)


def _of_workers() -> Iterator[Budget]:
    for workers, row, bar in ((2, TWO, 1.7), (3, THREE, 2.4)):
        yield Budget(
            f"tokens a second of {workers} workers, against one",
            Quantity(MANY, row, lambda f: f.tokens_per_s, ONE),
            bar=bar,
            unit="×",
            at_least=True,
            digits=2,
            # Upstream, load and engines take more than one core beside them.
            cores=workers + 2,
        )
        yield Budget(
            f"tokens for each second of processor time of {workers} workers, against one",
            Quantity(MANY, row, tokens_per_core, ONE),
            bar=bar / workers,
            unit="×",
            at_least=True,
            digits=2,
        )


BUDGETS = (
    *_of_the_log(),
    Budget(
        "added latency at another worker, p50, against the one that writes",
        Quantity(FOLLOWING, THERE, latency_p50, HERE),
        bar=2.0,
        unit="×",
        digits=2,
    ),
    Budget("processor time of a token from another worker, beside its sending", FEED, 8.0, " µs"),
    *_of_workers(),
    Budget(
        "processor time of asking and beginning in PostgreSQL, in the worker",
        Quantity(ASKING, STORE_POSTGRES, cpu_per_answer),
        bar=3.0,
        unit=" ms",
        digits=2,
    ),
    Budget(
        "2 000 readers whose worker dies: all are back",
        Quantity(DEATHS, CROWDED, back_after_s),
        bar=10.0,
        unit=" s",
    ),
    Budget("2 000 readers whose worker dies: reads of the store for an answer", READS, 2.0, ""),
)
