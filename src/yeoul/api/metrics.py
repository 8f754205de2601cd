"""``/metrics``: the server's figures, for Prometheus to read."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from yeoul.api.dependencies import Deps
from yeoul.api.identity import ForAdmins
from yeoul.caller import Reach

METRICS_PATH = "/metrics"
#: By which a program reaches it.
SCOPES = frozenset[Reach]({"metrics"})

router = APIRouter(tags=["health"], route_class=ForAdmins)


@router.get(
    METRICS_PATH,
    summary="Figures for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def figures(deps: Deps) -> Response:
    """Return the server's figures in Prometheus' text format."""
    text = deps.figures.text(deps.chat.running)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
