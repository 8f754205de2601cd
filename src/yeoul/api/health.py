"""Routes for whoever watches the server: is it alive, is it ready."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from yeoul.api.native.reading import Current
from yeoul.api.native.schemas import Reply
from yeoul.errors import ShuttingDown, YeoulError

router = APIRouter(tags=["health"])


class Readiness(Reply):
    """Whether all can be used that an answer needs: each is ``ok``, or has a sentence why not."""

    status: Literal["ready", "not ready"]
    checks: dict[str, str]


@router.get("/healthz", summary="Is the process alive?")
async def healthz(response: Response) -> dict[str, str]:
    """Tell that the process is alive. Requests are accepted from now on."""
    # A page of another origin may not read this, but see that it comes: so it can tell a server
    # that does not allow it from one that is away.
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
async def readyz(reading: Current) -> Response:
    """Tell whether store, log and model can be used."""
    checks = {
        "store": await _check(reading.store.check()),
        "log": await _check(reading.log.check()),
        "model": await _check(reading.supervisor.catalogue.ready()),
    }
    if reading.supervisor.draining:
        checks["server"] = ShuttingDown.title
    ready = all(text == "ok" for text in checks.values())
    body = {"status": "ready" if ready else "not ready", "checks": checks}
    return JSONResponse(body, status_code=200 if ready else 503)


async def _check(check: Awaitable[None]) -> str:
    try:
        await check
    except YeoulError as error:
        return error.detail
    return "ok"
