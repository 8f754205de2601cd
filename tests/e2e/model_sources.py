"""Where models come from, on loopback: a service that wants a key, and a hub to be held up."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

KEY = "sk-loopback-0123456789"
REFUSAL = "Incorrect API key provided. Make another one."
MODELS = ("river-large", "river-small")
BLOCK_BYTES = 1 << 20


class _Service(BaseHTTPRequestHandler):
    """An OpenAI-compatible service that says which of its models was asked."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.headers["authorization"] != f"Bearer {KEY}":
            self._reply(401, {"error": {"message": REFUSAL}})
        else:
            self._reply(200, {"object": "list", "data": [{"id": name} for name in MODELS]})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for delta, reason in ({"content": f"I am {asked['model']}."}, None), ({}, "stop"):
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            self.wfile.write(f"data: {json.dumps({'choices': [choice]})}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def _reply(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def loopback_service(port: int = 0) -> Iterator[str]:
    """Run the service inside the block; gives its base address. Port 0 is any free one."""
    with _serving(ThreadingHTTPServer(("127.0.0.1", port), _Service)) as url:
        yield f"{url}/v1"


class Hub(ThreadingHTTPServer):
    """Gives one file, whatever is asked for: its first half at once, the rest when it may."""

    def __init__(self, file: Path) -> None:
        super().__init__(("127.0.0.1", 0), _HubRequest)
        self.content = file.read_bytes()
        self.may_finish = threading.Event()


class _HubRequest(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        self._head(0)

    def do_GET(self) -> None:
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("range", ""))
        first = int(found[1]) if found else 0
        self._head(first)
        content, half = self.server.content, len(self.server.content) // 2
        try:
            for at in range(first, len(content), BLOCK_BYTES):
                if at >= half:
                    self.server.may_finish.wait()
                self.wfile.write(content[at : at + BLOCK_BYTES])
        except OSError:
            # Paused, or cancelled.
            self.close_connection = True

    def _head(self, first: int) -> None:
        whole = len(self.server.content)
        self.send_response(206 if first else 200)
        self.send_header("etag", '"one"')
        self.send_header("accept-ranges", "bytes")
        self.send_header("content-length", str(whole - first))
        if first:
            self.send_header("content-range", f"bytes {first}-{whole - 1}/{whole}")
        self.end_headers()


@contextmanager
def loopback_hub(file: Path) -> Iterator[tuple[str, Hub]]:
    """Run a hub inside the block; gives its address, and what holds it up."""
    hub = Hub(file)
    with _serving(hub) as url:
        try:
            yield url, hub
        finally:
            hub.may_finish.set()


@contextmanager
def _serving(server: ThreadingHTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
