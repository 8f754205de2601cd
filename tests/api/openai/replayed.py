"""The official client in front of bytes that are replayed: no server, no network."""

from __future__ import annotations

import httpx2
import openai


def client_reading(
    body: bytes, media_type: str = "text/event-stream", status: int = 200
) -> openai.OpenAI:
    """Return a client, in its strict mode, that gets this reply to whatever it asks."""

    def reply(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, headers={"content-type": media_type}, content=body)

    return openai.OpenAI(
        api_key="any",
        base_url="http://replayed/v1",
        max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(reply)),
        _strict_response_validation=True,
    )
