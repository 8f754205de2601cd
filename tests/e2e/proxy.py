"""A proxy between the browser and the server that holds back, refuses and cuts, as it is told.

Connections come and go as the browser likes, so what happens is decided by the request that a
connection carries, not by its number (that is ``tests/faults/proxy.py``).
"""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
from types import TracebackType
from typing import Self

_EVENT_STREAM = re.compile(rb"(?im)^accept: *text/event-stream")
_REQUEST = re.compile(rb"[A-Z]+ /")
_UPGRADE = re.compile(rb"(?im)^upgrade: *websocket")
_REFUSAL = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
#: Closing a socket that lingers for no time sends RST.
_NO_LINGER = struct.pack("ii", 1, 0)


class BadNetwork:
    """Carries connections to a port within its block. What it does may change at any time."""

    def __init__(self, upstream_port: int) -> None:
        self.upstream_port = upstream_port
        #: Keep the replies to requests for event streams.
        self.hold_streams = False
        #: Answer WebSocket handshakes with 403.
        self.refuse_sockets = False
        #: Cut new connections as well.
        self.down = False
        self.cuts = 0
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Reset every connection that is open now."""
        with self._lock:
            for one in self._open:
                _reset(one)
            self._open.clear()
            self.cuts += 1

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.down:
                _reset(client)
                client.close()
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.upstream_port))
        except OSError:
            client.close()
            return
        streaming = threading.Event()
        with self._lock:
            self._open |= {client, server}
        back = threading.Thread(target=self._reply, args=(server, client, streaming), daemon=True)
        back.start()
        self._request(client, server, streaming)
        back.join()
        with self._lock:
            self._open -= {client, server}
        client.close()
        server.close()

    def _request(
        self, client: socket.socket, server: socket.socket, streaming: threading.Event
    ) -> None:
        try:
            while chunk := client.recv(65536):
                if _UPGRADE.search(chunk) and self.refuse_sockets:
                    client.sendall(_REFUSAL)
                    break
                if _EVENT_STREAM.search(chunk):
                    streaming.set()
                elif _REQUEST.match(chunk):
                    streaming.clear()
                server.sendall(chunk)
        except OSError:
            pass
        _shut(server)

    def _reply(
        self, server: socket.socket, client: socket.socket, streaming: threading.Event
    ) -> None:
        held = bytearray()
        try:
            while chunk := server.recv(65536):
                held += chunk
                # The end of a chunked body lets everything go, as a proxy that buffers does.
                if streaming.is_set() and self.hold_streams and not held.endswith(b"\r\n0\r\n\r\n"):
                    continue
                client.sendall(held)
                held.clear()
        except OSError:
            pass
        _shut(client)


def _reset(one: socket.socket) -> None:
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    _shut(one)


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
