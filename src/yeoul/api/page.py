"""Serves the built page and the API's, and says what to do where they have not been built."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

#: Where the build puts the page (hatch_build.py).
WEB_DIR = Path(__file__).parent.parent / "_web"

#: For Swagger UI, which sets its own sanitised HTML: as strict as the page's but for trusted types.
DOCS_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

NOT_BUILT = """\
Yeoul is running, but its page has not been built.

In a checkout, run `make run`. The API works all the same: see /openapi.json.
"""


class _NoPage(BaseRoute):
    """What nothing else matches below ``/api``, or by WebSocket anywhere: it is nothing.

    The match is partial, so that an address which exists for another method is still a 405.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match any method."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        below = path == "/api" or path.startswith("/api/") or scope["type"] == "websocket"
        return (Match.PARTIAL if below else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say that there is nothing."""
        raise HTTPException(status_code=404)


def install(app: FastAPI, directory: Path = WEB_DIR) -> None:
    """Serve the page at ``/``, behind all routes that there are.

    Unknown addresses that a browser opens are the page, too; those of the API are not.
    """
    app.router.routes.append(_NoPage())
    if (directory / "index.html").is_file():

        @app.get("/docs", include_in_schema=False)
        async def docs() -> FileResponse:
            headers = {"content-security-policy": DOCS_SECURITY_POLICY}
            return FileResponse(directory / "docs.html", headers=headers)

        app.frontend("/", directory=directory, fallback="index.html")
        return

    @app.get("/", include_in_schema=False)
    async def not_built(_: Request) -> PlainTextResponse:
        return PlainTextResponse(NOT_BUILT, status_code=503)
