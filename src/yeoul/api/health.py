"""Routes that say whether the process is alive, and whether it should be sent requests now."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from yeoul.api.dependencies import ChatDep
from yeoul.api.identity import find_caller
from yeoul.api.replies import ReplyBody

#: An address that needs no known caller: probes have no account.
READY_PATH = "/readyz"
#: An address that any site's page may request.
ALIVE_PATH = "/healthz"

router = APIRouter(tags=["health"])


#: Said, and no reason to send requests elsewhere: people read and ask all the same, an admin
#: connects what is missing, and a service that is away is away for every worker.
_NO_REASON = "model"


class Readiness(ReplyBody):
    """The state of the parts that an answer needs: each is ``ok``, or a sentence on its fault.

    Without a ``model`` the server is ready, too.
    """

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
    READY_PATH,
    summary="Can questions be taken now?",
    response_model=Readiness,
    responses={
        503: {"model": Readiness, "description": "Not yet, or not any more; `checks` says why."}
    },
)
async def readyz(request: Request, chat: ChatDep) -> Response:
    """Return whether store and log can be used, and the server does not drain.

    `checks` is for admins, else empty, and tells of the model, too. By a token, it is told to
    those that may read the figures.
    """
    readiness = await chat.readiness()
    ready = not any(error for name, error in readiness.items() if name != _NO_REASON)
    caller = find_caller(request)
    told = readiness if caller is not None and caller.is_admin else {}
    checks = {name: error.detail if error else "ok" for name, error in told.items()}
    body = {"status": "ready" if ready else "not ready", "checks": checks}
    return JSONResponse(body, status_code=200 if ready else 503)
