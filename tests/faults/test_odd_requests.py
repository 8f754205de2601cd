"""Whatever is sent is answered with a status, and what is refused is no news: odd requests by the
byte, to a real server whose log is read."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import httpx2
import pytest

from tests.faults.servers import Server, server
from tests.raw_connections import HANDSHAKE, REQUEST, UPGRADE
from yeoul.serving.http_protocol import MAX_HEADER_BYTES

pytestmark = pytest.mark.timeout(120)

PROBLEM = "application/problem+json"
POST = REQUEST.replace(b"GET / ", b"POST /api/answers ")
JSON = b"content-type: application/json\r\n"
BODY = JSON + b'content-length: 15\r\n\r\n{"content":"x"}'


def shaking(old: bytes, new: bytes) -> bytes:
    """Return a handshake that is right but for one thing."""
    assert old in HANDSHAKE
    return HANDSHAKE.replace(old, new)


def adding(header: bytes) -> bytes:
    """Return a handshake with one header more."""
    return HANDSHAKE.replace(b"\r\n", b"\r\n" + header + b"\r\n", 1)


#: What is sent -> the status, and the code of the problem where one is told.
REQUESTS: dict[str, tuple[bytes, int, str | None]] = {
    **{
        f"the origin {origin!r}": (
            POST + b"origin: %b\r\n" % origin + BODY,
            403,
            "forbidden_origin",
        )
        for origin in (b"http://[", b"http://]", b"http://[::1", b"http://[1", b"\xff", b"", b"//")
    },
    "a port of no digits": (
        REQUEST.replace(b"localhost", b"localhost:\xb2") + b"\r\n",
        403,
        "forbidden_host",
    ),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 403, "forbidden_host"),
    "two hosts": (REQUEST + b"host: localhost\r\n\r\n", 403, "forbidden_host"),
    "no HTTP": (b"\x16\x03\x01\x00\x00\r\n\r\n", 400, None),
    "another HTTP": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, None),
    "a tunnel": (b"CONNECT localhost:443 HTTP/1.1\r\nhost: localhost\r\n\r\n", 400, None),
    "bytes in the address": (b"GET /\xff HTTP/1.1\r\nhost: localhost\r\n\r\n", 400, None),
    "a long header": (REQUEST + b"x: " + b"y" * 2 * MAX_HEADER_BYTES + b"\r\n\r\n", 431, None),
    "two lengths": (POST + JSON + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}", 400, None),
    "a method that there is not": (
        b"BREW / HTTP/1.1\r\nhost: localhost\r\n\r\n",
        400,
        None,
    ),
}

HANDSHAKES: dict[str, tuple[bytes, int, str | None]] = {
    "an address of nothing": (HANDSHAKE, 404, "not_found"),
    "an address of something else": (shaking(b"/ ", b"/api/models "), 404, "not_found"),
    "an answer of nobody": (shaking(b"/ ", b"/api/answers/x/events "), 404, "not_found"),
    "an absolute address": (shaking(b"/ ", b"http://localhost/api/models "), 404, "not_found"),
    "another host": (shaking(b"localhost", b"evil.test"), 403, "forbidden_host"),
    "another site": (adding(b"origin: null"), 403, "forbidden_origin"),
    "a broken origin": (adding(b"origin: http://["), 403, "forbidden_origin"),
    "two origins": (
        adding(b"origin: http://localhost\r\norigin: http://localhost"),
        400,
        "malformed_request",
    ),
    "another version": (shaking(b"version: 13", b"version: 8"), 400, "malformed_request"),
    "no version": (shaking(b"sec-websocket-version: 13\r\n", b""), 400, "malformed_request"),
    "a short key": (shaking(b"AAAA==", b"=="), 400, "malformed_request"),
    "a key that is none": (shaking(b"AAAA", b"\xff!!!"), 400, "malformed_request"),
    "two keys": (
        adding(b"sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA=="),
        400,
        "malformed_request",
    ),
    "a protocol that is none": (
        adding(b"sec-websocket-protocol: ,;"),
        400,
        "malformed_request",
    ),
    "a long address": (shaking(b"/ ", b"/" + b"a" * 9000 + b" "), 400, "malformed_request"),
    "many headers": (adding(b"\r\n".join([b"x: y"] * 200)), 400, "malformed_request"),
    "a body": (adding(b"content-length: 2") + b"{}", 400, "malformed_request"),
    "a body in chunks": (
        adding(b"transfer-encoding: chunked") + b"0\r\n\r\n",
        400,
        None,
    ),
    "HTTP/1.0": (shaking(b"HTTP/1.1", b"HTTP/1.0"), 400, "malformed_request"),
    "another method": (shaking(b"GET", b"DELETE"), 400, "malformed_request"),
    "a POST with a body": (POST + UPGRADE + BODY, 400, "malformed_request"),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("served") / "data", model="scripted:echo@1000") as served:
        yield served
        assert served.told() == ""


def reply_to(served: Server, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send all of it, and read one reply: its status, headers and body."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as client:
        client.sendall(sent)
        head, _, body = received(client, b"", b"\r\n\r\n").partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        length = int(headers.get("content-length", "0"))
        while len(body) < length:
            body = received(client, body, b"")
        return int(status.split()[1]), headers, body


def received(client: socket.socket, data: bytes, until: bytes) -> bytes:
    """Return ``data`` and what comes behind it, up to some bytes that must come."""
    while True:
        part = client.recv(65_536)
        assert part, f"the connection ended behind {data!r}"
        data += part
        if until in data:
            return data


@pytest.mark.parametrize("odd", [*REQUESTS, *HANDSHAKES])
def test_what_is_odd_is_answered_with_a_status_and_is_no_news(served: Server, odd: str) -> None:
    sent, expected, code = {**REQUESTS, **HANDSHAKES}[odd]
    status, headers, body = reply_to(served, sent)
    assert status == expected
    if code is not None:
        assert headers["content-type"] == PROBLEM
        problem = json.loads(body)
        assert (problem["code"], problem["status"]) == (code, status)
    assert served.told() == ""


def test_a_subprotocol_or_an_extension_that_is_not_known_is_passed_over(served: Server) -> None:
    url = f"{served.url}/api/answers"
    asked = httpx2.post(url, json={"content": "x"}, trust_env=False, timeout=60).json()
    address = f"/api/answers/{asked['answer']['id']}/events ".encode()
    for header in (b"sec-websocket-protocol: chat, x", b"sec-websocket-extensions: x; y=1, z"):
        sent = adding(header).replace(b"/ ", address, 1)
        status, headers, _ = reply_to(served, sent)
        assert status == 101
        assert "sec-websocket-protocol" not in headers
        assert "sec-websocket-extensions" not in headers
