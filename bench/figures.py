"""The figures that are told of a measurement, computed from its outcome. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, fields

from bench import tokens
from bench.measuring import Measurement
from bench.plan import Outcome

FAULTS = ("missing", "misplaced", "refused", "cut", "unfinished")


@dataclass(frozen=True)
class Figures:
    """One server in one scenario. A figure that there is not is None."""

    #: Processor time of the server for a token, while all streams were open.
    cpu_us_per_token: float | None
    #: The same from the first question to the last byte: asking and ending included.
    whole_cpu_us_per_token: float | None
    cpu_ms_per_answer: float
    #: In a storm: for each reader that comes back.
    cpu_ms_per_return: float | None
    latency_p50_ms: float | None
    latency_p90_ms: float | None
    latency_p99_ms: float | None
    first_token_p50_ms: float | None
    first_token_p99_ms: float | None
    tokens_per_s: float
    #: What one core would do if it did nothing else.
    tokens_per_cpu_s: float | None
    memory_bytes_per_stream: float | None
    wire_bytes_per_token: float | None
    #: From the start of the process to its first reply, and to the first token of the first answer.
    ready_s: float
    cold_first_token_ms: float | None
    missing: int
    misplaced: int
    refused: int
    cut: int
    unfinished: int
    #: How busy each process kept its core; the load's own tell whether it was the limit.
    server_busy: float
    upstream_busy: float
    load_busy: float
    #: What others took of the server's core: noise.
    foreign_busy: float
    #: Of several workers: the engines' processor time for a token, as `cpu_us_per_token`.
    engine_us_per_token: float | None = None
    #: When the last of all streams had its first token.
    first_token_last_ms: float | None = None
    #: How often the store was read for an answer, and how many statements it ran: in all, and after
    #: a death until all readers were back.
    store_reads_per_answer: float | None = None
    store_statements_per_answer: float | None = None
    #: How many cores the server could use.
    cores: int | None = None


def figures(measured: Measurement, streams: int, readers: int = 1) -> Figures:
    """Return the figures of a measurement of so many streams, so many of which share an answer."""
    outcome, ready_s, cold, cores = measured
    whole, steady = outcome.whole, outcome.steady
    span = steady or whole
    grown = outcome.open_bytes - outcome.idle_bytes
    latency_us, first_us = sorted(outcome.latency_us), sorted(outcome.first_token_us)
    text_bytes = tokens.LENGTH * span.tokens
    reads, statements = _store_use(outcome, streams / readers)
    return Figures(
        cpu_us_per_token=_ratio(span.server_cpu_s * 1e6, span.tokens),
        whole_cpu_us_per_token=_ratio(whole.server_cpu_s * 1e6, whole.tokens),
        cpu_ms_per_answer=whole.server_cpu_s * 1e3 / streams,
        cpu_ms_per_return=steady.server_cpu_s * 1e3 / streams if steady else None,
        latency_p50_ms=percentile_ms(latency_us, 50),
        latency_p90_ms=percentile_ms(latency_us, 90),
        latency_p99_ms=percentile_ms(latency_us, 99),
        first_token_p50_ms=percentile_ms(first_us, 50),
        first_token_p99_ms=percentile_ms(first_us, 99),
        tokens_per_s=whole.tokens / whole.duration_s,
        tokens_per_cpu_s=_ratio(whole.tokens, whole.server_cpu_s),
        memory_bytes_per_stream=grown / streams if outcome.open_bytes else None,
        wire_bytes_per_token=_ratio(span.wire_bytes - text_bytes, span.tokens),
        ready_s=ready_s,
        cold_first_token_ms=percentile_ms(cold.first_token_us, 50),
        **{fault: getattr(outcome, fault) + getattr(cold, fault) for fault in FAULTS},
        server_busy=span.server_cpu_s / span.duration_s,
        upstream_busy=span.upstream_cpu_s / span.duration_s,
        load_busy=span.load_cpu_s / span.duration_s,
        foreign_busy=max(0.0, (span.cores_busy_s - span.server_cpu_s) / span.duration_s),
        engine_us_per_token=_ratio(span.engine_cpu_s * 1e6, span.tokens),
        first_token_last_ms=percentile_ms(first_us, 100),
        store_reads_per_answer=reads,
        store_statements_per_answer=statements,
        cores=cores,
    )


def _store_use(outcome: Outcome, answers: float) -> tuple[float | None, float | None]:
    """Return how often the store was read for an answer, and how many statements it ran."""
    if not outcome.store_use:
        return None, None
    reads, statements = outcome.store_use
    return reads / answers, statements / answers


def percentile_ms(sorted_us: Sequence[int], percent: float) -> float | None:
    """Return the value below which so many percent lie (nearest rank), in milliseconds."""
    if not sorted_us:
        return None
    rank = max(1, -(-len(sorted_us) * percent // 100))
    return sorted_us[int(rank) - 1] / 1000


def median(rounds: Sequence[Figures]) -> Figures:
    """Return the median of each figure over the rounds; what went wrong is added up."""
    told = {}
    for name in (field.name for field in fields(Figures)):
        values = [value for one in rounds if (value := getattr(one, name)) is not None]
        if name in FAULTS:
            told[name] = sum(values)
        else:
            told[name] = statistics.median(values) if values else None
    return Figures(**told)


def _ratio(of: float, to: float) -> float | None:
    return of / to if to else None
