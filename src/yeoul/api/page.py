"""The page at every address that is no door's, its files, and the API's page at ``/docs``.

A server without a built page says at its root how to build it. The page's scripts and styles go
out compressed, and find each other by themselves. Only the two HTML files name addresses of the
server: where it is mounted under a path, they are written for that path.

Where people log in, the page's head has one line more: from it the page knows that it has to ask
whose it is before it shows anything, and the browser asks that beside the scripts. The line also
says where passwords are taken over https only, and where no page makes the first account.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from html import escape
from pathlib import Path
from stat import S_ISREG
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette._utils import get_route_path
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from yeoul.api.identity import ForAdmins, Identity

#: The folder into which the build puts the page (hatch_build.py).
WEB_DIR = Path(__file__).parent.parent / "_web"

#: Where the API's page is.
DOCS_PATH = "/docs"

#: Where the page shows its lesson, and all assistants (web/src/page/addresses.ts).
LESSON, ASSISTANTS = "learn", "assistants"

#: For Swagger UI, which sets its own sanitised HTML: as strict as the page's, minus trusted types.
DOCS_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

#: Where the build puts scripts that run as workers and compile WebAssembly (web/vite.config.ts).
WORKERS = "/assets/workers/"

#: For those: what a worker may do is told by its own reply, and not by the page's policy, which
#: goes on forbidding WebAssembly. They load what they read with from this server, and show nothing.
WORKER_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)

#: The end of the name of a gzipped copy.
COPY_SUFFIX = ".gz"

#: Has the browser ask whose page it is, for the page that finds this (web/src/page/person/).
WHOSE = (
    '<link rel="preload" as="fetch" crossorigin href="/api/me" data-part="me" data-mode="{}"{}{}{}>'
)
#: Says in it that but for this machine itself passwords are taken over https only.
HTTPS_ONLY = " data-https-only"
#: Says in it that a command makes the first account, for which the server waits.
BY_COMMAND = " data-set-up-by-command"
#: Says in it where people log in: at the product around the server, so below no path of this one.
LOG_IN = ' data-log-in="{}">'
#: Lists in it the providers by which people may log in: the id and the name of each, as JSON.
PROVIDERS = ' data-providers="{}"'

NOT_BUILT = """\
Yeoul is running, but its page has not been built.

In a checkout, run `make run`. The API works all the same: see /openapi.json.
"""


class _Files(StaticFiles):
    """The page's files. Those with a gzipped copy beside them go out as that, where it is taken.

    A copy is a representation with an ETag and ranges of its own (RFC 9110, §8.8.3.3), and is at no
    address: the build makes it (web/scripts/compressed.ts).
    """

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        return ("", None) if path.endswith(COPY_SUFFIX) else super().lookup_path(path)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        copy = f"{os.fspath(full_path)}{COPY_SUFFIX}"
        try:
            copy_stat = os.stat(copy)
        except OSError:
            return super().file_response(full_path, stat_result, scope, status_code)
        if takes_gzip(Headers(scope=scope)):
            reply = super().file_response(copy, copy_stat, scope, status_code)
            if isinstance(reply, FileResponse):  # a 304 describes no body
                reply.headers["content-encoding"] = "gzip"
        else:
            reply = super().file_response(full_path, stat_result, scope, status_code)
        reply.headers.add_vary_header("accept-encoding")
        return reply


class Page:
    """ASGI app for all addresses without a route: the page's files, the page itself, or a 404.

    Unknown addresses that a person opens show the page too; those below a door's prefix do not.
    ``identity`` says who logs people in: but in the mode ``local`` the page has to ask whose it is.
    """

    def __init__(self, directory: Path, door_prefixes: Collection[str], identity: Identity) -> None:
        self._directory = directory
        self._door_prefixes = door_prefixes
        self._identity = identity
        self._files = _Files(directory=directory)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reply, or raise a 404 (ASGI)."""
        path = get_route_path(scope)
        if scope["type"] == "websocket" or self._is_door(path):
            raise HTTPException(status_code=404)
        response = await self._response(scope)
        await response(scope, receive, send)

    def _is_door(self, path: str) -> bool:
        return any(path == each or path.startswith(f"{each}/") for each in self._door_prefixes)

    def has(self, path: str) -> bool:
        """Return whether an address surely belongs to the page.

        That is the page itself, a conversation, the lesson, the assistants, or a file.
        """
        name = path.removeprefix("/")
        return name in ("", LESSON, ASSISTANTS) or name.startswith("c/") or self._is_file(name)

    async def html(self, name: str, scope: Scope) -> Response:
        """Return one of the HTML files, with its addresses below ``root_path``."""
        root_path = scope.get("root_path", "").rstrip("/")
        mode = self._identity.mode if name == "index.html" else "local"
        if not root_path and mode == "local":
            return await self._files.get_response(name, scope)
        text = await self.text(name, scope)
        if mode != "local":
            offered = orjson.dumps(self._identity.providers).decode()
            whose = WHOSE.format(
                mode,
                HTTPS_ONLY if self._identity.https_only else "",
                PROVIDERS.format(escape(offered)) if self._identity.providers else "",
                BY_COMMAND if self._identity.set_up_by_command else "",
            )
            whose = whose.replace('="/', f'="{quote(root_path)}/')
            if (url := self._identity.log_in_url) is not None:
                whose = whose.replace(">", LOG_IN.format(escape(url)))
            text = text.replace("</head>", f"{whose}</head>", 1)
        return HTMLResponse(text)

    async def text(self, name: str, scope: Scope) -> str:
        """Return one of the HTML files as text, with its addresses below ``root_path``."""
        root_path = scope.get("root_path", "").rstrip("/")
        text = await run_in_threadpool((self._directory / name).read_text, encoding="utf-8")
        return text.replace('="/', f'="{quote(root_path)}/')

    async def _response(self, scope: Scope) -> Response:
        name = self._files.get_path(scope)
        if scope["method"] not in ("GET", "HEAD"):
            exists = await run_in_threadpool(self._is_file, name)
            if exists:
                raise HTTPException(405, headers={"allow": "GET, HEAD"})
            raise HTTPException(404)
        if name in (".", "index.html"):
            return await self.html("index.html", scope)
        try:
            reply = await self._files.get_response(name, scope)
            if get_route_path(scope).startswith(WORKERS):
                reply.headers["content-security-policy"] = WORKER_SECURITY_POLICY
            return reply
        except HTTPException as error:
            if error.status_code != 404 or "text/html" not in _accepted(scope):
                raise
            return await self.html("index.html", scope)

    def _is_file(self, name: str) -> bool:
        try:
            _, found = self._files.lookup_path(name)
        except (OSError, ValueError):  # not a file name
            return False
        return found is not None and S_ISREG(found.st_mode)


def install(
    app: FastAPI,
    door_prefixes: Collection[str],
    directory: Path | None = None,
    *,
    identity: Identity | None = None,
) -> Page | None:
    """Serve the page of ``directory``, by default the built one, after all routes of ``app``.

    Routes that are added later come before it too. Below the ``door_prefixes`` it is not shown.
    ``identity`` is as for `Page`; by default everybody is the local person. Returns the page; None
    if it has not been built.
    """
    directory = directory or WEB_DIR
    if (directory / "index.html").is_file():
        page = Page(directory, door_prefixes, identity or Identity())
        app.router.default = page

        async def docs(request: Request) -> Response:
            reply = await page.html("docs.html", request.scope)
            reply.headers["content-security-policy"] = DOCS_SECURITY_POLICY
            return reply

        app.router.add_api_route(
            DOCS_PATH, docs, include_in_schema=False, route_class_override=ForAdmins
        )
        return page
    app.router.default = nothing

    @app.get("/", include_in_schema=False)
    async def not_built(_: Request) -> PlainTextResponse:
        return PlainTextResponse(NOT_BUILT, status_code=503)

    return None


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """Raise a 404, for a WebSocket as well (ASGI)."""
    raise HTTPException(status_code=404)


def takes_gzip(headers: Headers) -> bool:
    """Return whether an Accept-Encoding names gzip, with a weight above 0 (RFC 9110, §12.5.3)."""
    for offer in ",".join(headers.getlist("accept-encoding")).lower().split(","):
        name, _, weight = offer.replace(" ", "").partition(";")
        if name == "gzip":
            return not re.fullmatch(r"q=0(\.0*)?", weight)
    return False


def _accepted(scope: Scope) -> str:
    return ",".join(
        value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"accept"
    )
