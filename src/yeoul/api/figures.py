"""The figures of one server: counted as answers end, and written in Prometheus' text format.

Nothing is sent to anybody: `metrics` shows them to a program that asks.
"""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
)
from prometheus_client.exposition import generate_latest

from yeoul import __version__
from yeoul.protocol.events import End

#: Seconds; from a warm small model to a cold large one.
FIRST_TOKEN_BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 180.0, 300.0)


class Figures:
    """The figures of one server, in a separate registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        # Where the system tells it: processor time, memory, open files, and when it was started.
        ProcessCollector(registry=self.registry)
        build = Info("yeoul_build", "The version that runs.", registry=self.registry)
        build.info({"version": __version__})
        self._ended = Counter(
            "yeoul_answers_ended", "Answers by how they ended.", ["status"], registry=self.registry
        )
        self._tokens = Counter(
            "yeoul_tokens_generated",
            "Tokens as providers count them, or pieces of text where they do not.",
            registry=self.registry,
        )
        self._first_token = Histogram(
            "yeoul_first_token_seconds",
            "From the question to the first token.",
            buckets=FIRST_TOKEN_BUCKETS_S,
            registry=self.registry,
        )
        self._running = Gauge(
            "yeoul_answers_running", "Answers queued or growing now.", registry=self.registry
        )

    def ended(self, end: End, tokens: int) -> None:
        """Count an epoch of an answer that has ended, and the tokens it generated.

        Never raises: a figure must not keep an answer from ending.
        """
        self._ended.labels(end.status).inc()
        self._tokens.inc(max(0, tokens))
        if end.timings is not None and end.timings.first_token_ms is not None:
            self._first_token.observe(end.timings.first_token_ms / 1000)

    def text(self, running: int) -> bytes:
        """Return all figures in Prometheus' text format; ``running`` answers wait or grow now."""
        self._running.set(running)
        return generate_latest(self.registry)
