"""``/metrics``: what the server does, in figures for Prometheus to read. Nothing is sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import HTTPConnection

from yeoul.generation.supervisor import Supervisor
from yeoul.protocol.events import End

router = APIRouter(tags=["health"])

#: Seconds; from a warm small model to a cold large one.
FIRST_TOKEN_BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 180.0, 300.0)


class Metrics:
    """The figures of one server, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
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

    def watch(self, supervisor: Supervisor) -> None:
        """Read the running answers from ``supervisor`` whenever somebody looks."""
        self._running.set_function(lambda: supervisor.running)

    def ended(self, end: End, tokens: int) -> None:
        """Count an epoch of an answer that has ended, and the tokens it generated.

        Never raises: no figure is worth an end.
        """
        self._ended.labels(end.status).inc()
        self._tokens.inc(max(0, tokens))
        if end.timings is not None and end.timings.first_token_ms is not None:
            self._first_token.observe(end.timings.first_token_ms / 1000)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self.registry)


async def _current(connection: HTTPConnection) -> Metrics:
    metrics: Metrics = connection.state.metrics
    return metrics


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def figures(metrics: Annotated[Metrics, Depends(_current)]) -> Response:
    """Return the server's figures in Prometheus' text format."""
    return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)
