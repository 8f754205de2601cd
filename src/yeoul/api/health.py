"""Health routes: liveness, readiness, and figures for Prometheus."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from yeoul.api.native.schemas import Reply
from yeoul.api.services import ChatDep, ServicesDep

#: An address that any site's page may request.
ALIVE_PATH = "/healthz"
FIGURES_PATH = "/metrics"

router = APIRouter(tags=["health"])
#: A separate router, because not every server shows the figures.
figures_router = APIRouter(tags=["health"])


class Readiness(Reply):
    """The state of the parts that an answer needs: each is ``ok``, or a sentence on its fault."""

    status: Literal["ready", "not ready"]
    checks: dict[str, str]


@router.get(ALIVE_PATH, summary="Is the process alive?")
async def healthz(response: Response) -> dict[str, str]:
    """Reply that the process is alive and accepts requests."""
    # A page of another origin cannot read this, but sees that it comes: so it can distinguish a
    # server that does not allow it from one that is away.
    response.headers["cross-origin-resource-policy"] = "cross-origin"
    return {"status": "ok"}


@router.get(
    "/readyz",
    summary="Can an answer be asked for and generated now?",
    response_model=Readiness,
    responses={
        503: {"model": Readiness, "description": "Not yet, or not any more; `checks` says why."}
    },
)
async def readyz(chat: ChatDep) -> Response:
    """Return whether store, log and model can be used."""
    readiness = await chat.readiness()
    ready = not any(readiness.values())
    checks = {name: error.detail if error else "ok" for name, error in readiness.items()}
    body = {"status": "ready" if ready else "not ready", "checks": checks}
    return JSONResponse(body, status_code=200 if ready else 503)


@figures_router.get(
    FIGURES_PATH,
    summary="Figures for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def figures(services: ServicesDep) -> Response:
    """Return the server's figures in Prometheus' text format."""
    text = services.metrics.text(services.chat.running)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
