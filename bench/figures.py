"""The figures that are told of a measurement, computed from its outcome. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench import tokens
from bench.plan import Outcome


@dataclass(frozen=True)
class Figures:
    """One server in one scenario. A figure that there is not is None."""

    #: Processor time of the server for a token, while all streams were open.
    cpu_us_per_token: float | None
    #: The same from the first question to the last byte: asking and ending included.
    whole_cpu_us_per_token: float | None
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
    missing: int
    misplaced: int
    refused: int
    cut: int
    #: How busy each process kept its core; the load's own tell whether it was the limit.
    server_busy: float
    upstream_busy: float
    load_busy: float


def figures(outcome: Outcome, streams: int) -> Figures:
    """Return the figures of a measurement of so many streams."""
    whole, steady = outcome.whole, outcome.steady
    span = steady or whole
    grown = outcome.open_bytes - outcome.idle_bytes
    latency_us, first_us = sorted(outcome.latency_us), sorted(outcome.first_token_us)
    return Figures(
        cpu_us_per_token=_ratio(span.server_cpu_s * 1e6, span.tokens),
        whole_cpu_us_per_token=_ratio(whole.server_cpu_s * 1e6, whole.tokens),
        latency_p50_ms=percentile_ms(latency_us, 50),
        latency_p90_ms=percentile_ms(latency_us, 90),
        latency_p99_ms=percentile_ms(latency_us, 99),
        first_token_p50_ms=percentile_ms(first_us, 50),
        first_token_p99_ms=percentile_ms(first_us, 99),
        tokens_per_s=whole.tokens / whole.duration_s,
        tokens_per_cpu_s=_ratio(whole.tokens, whole.server_cpu_s),
        memory_bytes_per_stream=grown / streams if outcome.open_bytes else None,
        wire_bytes_per_token=_ratio(span.wire_bytes - tokens.LENGTH * span.tokens, span.tokens),
        missing=outcome.missing,
        misplaced=outcome.misplaced,
        refused=outcome.refused,
        cut=outcome.cut,
        server_busy=span.server_cpu_s / span.duration_s,
        upstream_busy=span.upstream_cpu_s / span.duration_s,
        load_busy=span.load_cpu_s / span.duration_s,
    )


def percentile_ms(sorted_us: Sequence[int], percent: float) -> float | None:
    """Return the value below which so many percent lie (nearest rank), in milliseconds."""
    if not sorted_us:
        return None
    rank = max(1, -(-len(sorted_us) * percent // 100))
    return sorted_us[int(rank) - 1] / 1000


def _ratio(of: float, to: float) -> float | None:
    return of / to if to else None
