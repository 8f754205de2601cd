"""The address at which a provider sends browsers back: one for each provider.

It is read by a link of another site, as no other address that lets somebody in is. So it counts
only for the browser that this server has sent there, once, and all that it ever does is to send
that browser on to the page, which finds a word behind the ``#`` for its person.
"""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from yeoul.accounts.oidc import Back
from yeoul.api.dependencies import dependencies_of
from yeoul.api.session_cookie import AWAY
from yeoul.api.visits import visit_of
from yeoul.errors import NotFound

CALLBACK_PATH = "/oidc/"


def install(app: FastAPI) -> None:
    """Serve the way back in ``app``."""

    async def come_back(request: Request, provider: str) -> Response:
        deps = dependencies_of(request)
        if deps.oidc is None or deps.accounts is None:
            raise NotFound("This server has no log-in by a provider.")
        answer = dict(request.query_params)
        if len(answer) != len(request.query_params.multi_items()):
            answer = {}  # a field that comes twice may mean either
        visit = visit_of(request)
        back = await deps.oidc.finish(provider, answer, deps.cookie.brief(request, AWAY), visit)
        reply = RedirectResponse(_page_after(request, back), 303)
        reply.headers["cache-control"] = "no-store"
        if back.wish is not None:
            deps.cookie.clear_brief(reply, request, AWAY)
            if back.let_in is not None:
                for token in deps.cookie.own(request):
                    await deps.accounts.sessions.end_token(token, visit)
                deps.cookie.write(reply, request, back.let_in[1], secure=back.wish.secure)
        return reply

    app.router.add_api_route(
        f"{CALLBACK_PATH}{{provider}}", come_back, methods=["GET"], include_in_schema=False
    )


def _page_after(request: Request, back: Back) -> str:
    """Return where the page goes on: below the path that this app is at, never anywhere else."""
    root_path = request.scope.get("root_path", "").rstrip("/")
    path = back.wish.path if back.wish is not None else "/"
    return f"{root_path}{path}#sign-in={back.word}"
