"""A page shows the body of a refusal as it is."""

from __future__ import annotations

from yeoul.api.ai_sdk.errors import reply_to
from yeoul.errors import ShuttingDown


def test_a_refusal_is_one_sentence() -> None:
    reply = reply_to(ShuttingDown("Come again.", retry_after_s=2))

    assert (reply.status_code, bytes(reply.body)) == (503, b"Come again.")
    assert reply.headers["content-type"].startswith("text/plain")
    assert reply.headers["retry-after"] == "2"
