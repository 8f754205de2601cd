"""Pages that the server writes itself: in the reader's language, and with nothing that runs."""

from __future__ import annotations

import base64
import hashlib
import re

import httpx2
import pytest
from starlette.datastructures import Headers

from yeoul.api.plain_pages import Language, language_of, wants_page


def check_policy(reply: httpx2.Response) -> None:
    """Check that the page runs nothing, takes nothing, and may have its style."""
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    [style] = re.findall("<style>(.*?)</style>", reply.text)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "<script" not in reply.text
    assert not re.search(r'\b(src|style|on\w+)="', reply.text)
    assert reply.headers["cache-control"] == "no-store"
    assert {"accept", "accept-language"} <= {*reply.headers["vary"].split(", ")}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("ko", "ko"),
        ("KO-kr", "ko"),
        ("fr, ko;q=0.5, en;q=0.4", "ko"),
        ("fr,de", "en"),
        ("en;q=0.1,ko;q=0", "en"),
        ("ko;q=0.3,en;q=0.3", "ko"),
        ("ko;q=x", "en"),
        ("kok,konkani", "en"),
        (";;q=1,,", "en"),
    ],
)
def test_the_language_is_the_one_that_is_liked_best(accepted: str, language: Language) -> None:
    assert language_of(accepted) == language


@pytest.mark.parametrize(
    ("method", "headers", "is_visit"),
    [
        ("GET", {"accept": "text/html,*/*"}, True),
        ("HEAD", {"accept": "TEXT/HTML"}, True),
        ("GET", {"accept": "text/html", "sec-fetch-mode": "navigate"}, True),
        ("GET", {"accept": "text/html", "sec-fetch-mode": "cors"}, False),
        ("POST", {"accept": "text/html"}, False),
        ("GET", {"accept": "*/*"}, False),
        ("GET", {}, False),
        ("", {"accept": "text/html"}, False),  # a WebSocket's handshake
    ],
)
def test_a_page_is_for_whoever_opens_an_address(
    method: str, headers: dict[str, str], is_visit: bool
) -> None:
    assert wants_page(method, Headers(headers)) is is_visit
