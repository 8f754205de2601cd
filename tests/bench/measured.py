"""Figures for tests."""

from __future__ import annotations

from typing import Any

from bench.figures import Figures

NUMBERS: dict[str, Any] = {
    "cpu_us_per_token": 60.0,
    "whole_cpu_us_per_token": 70.0,
    "cpu_ms_per_answer": 3.0,
    "cpu_ms_per_return": 0.5,
    "latency_p50_ms": 2.0,
    "latency_p90_ms": 4.0,
    "latency_p99_ms": 9.0,
    "first_token_p50_ms": 8.0,
    "first_token_p99_ms": 12.0,
    "tokens_per_s": 50_000.0,
    "tokens_per_cpu_s": 1_234_567.0,
    "memory_bytes_per_stream": 36.0 * 1024,
    "wire_bytes_per_token": 34.0,
    "ready_s": 1.0,
    "cold_first_token_ms": 300.0,
    "missing": 0,
    "misplaced": 0,
    "refused": 0,
    "cut": 0,
    "unfinished": 0,
    "server_busy": 0.5,
    "upstream_busy": 0.1,
    "load_busy": 0.2,
    "foreign_busy": 0.0,
    "engine_us_per_token": 20.0,
    "first_token_last_ms": 15.0,
    "store_reads_per_answer": 2.0,
    "store_statements_per_answer": 20.0,
    "cores": 1,
}


def figures(**changed: Any) -> Figures:
    """Figures that are all there, but for those that are named."""
    return Figures(**{**NUMBERS, **changed})
