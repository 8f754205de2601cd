"""``yeoul inspect``: shows a saved recording, without a server, a model or the network."""

from __future__ import annotations

import os
import secrets
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

from yeoul.commands.recording_page import page_of
from yeoul.errors import InvalidRequest
from yeoul.files.private import StrangeFile, open_private

_FILE = typer.Argument(help="A recording that the stream inspector has saved.", show_default=False)
_HTML = typer.Option(
    "--html", help="Write it as one page, which plays anywhere, and end.", show_default=False
)


def inspect(
    file: Annotated[Path, _FILE],
    html: Annotated[Path | None, _HTML] = None,
) -> None:
    """Show a saved recording in the browser, or make one page of it.

    It is shown to this machine alone, at an address that is printed: over SSH, forward its port.
    """
    if html is not None and html.exists() and html.samefile(file):
        raise InvalidRequest(f"{html} is the recording itself: name another file for its page.")
    page = page_of(file)
    if html is not None:
        _write(html, page)
        print(f"{html} has the recording; it opens in every browser.")
        return
    with PageServer(page) as server:
        print(f"The recording is at {server.url} (Ctrl+C ends it)", flush=True)
        _open(server.url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def _write(file: Path, page: bytes) -> None:
    """Write a file for its owner's eyes alone: a conversation is in it."""
    try:
        descriptor = open_private(file)
    except StrangeFile as error:
        raise InvalidRequest(f"{file} cannot be written: {error.strerror}.") from error
    with open(descriptor, "r+b") as opened:
        opened.truncate()
        opened.write(page)


class PageServer(ThreadingHTTPServer):
    """Serves one page, at an address that nobody can guess."""

    daemon_threads = True

    def __init__(self, page: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.page = page
        self.path = f"/{secrets.token_urlsafe(16)}"
        self.url = f"http://127.0.0.1:{self.server_port}{self.path}"


class _Handler(BaseHTTPRequestHandler):
    server: PageServer

    def do_GET(self) -> None:
        if self.path != self.server.path:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(self.server.page)))
        self.send_header("cache-control", "no-store")
        self.send_header("x-content-type-options", "nosniff")
        self.send_header("cross-origin-resource-policy", "same-origin")
        # What a policy in the page cannot say.
        self.send_header("content-security-policy", "frame-ancestors 'none'")
        self.end_headers()
        self.wfile.write(self.server.page)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the address is in no log."""


def _open(url: str) -> None:
    """Open a browser where there is a screen; else the printed address is there."""
    has_screen = sys.platform in ("win32", "darwin") or {"DISPLAY", "WAYLAND_DISPLAY"} & set(
        os.environ
    )
    if has_screen and "SSH_CONNECTION" not in os.environ:
        import webbrowser

        webbrowser.open(url)
