"""The words of an error's reply. Its form in each door is tested in test_doors.py."""

from __future__ import annotations

from typing import Annotated

import httpx2
import pytest
from fastapi import FastAPI, Query

from yeoul.api import problems

pytestmark = pytest.mark.anyio


async def test_a_mismatch_of_a_pattern_without_a_sentence_is_refused_all_the_same() -> None:
    app = FastAPI()
    problems.install(app)

    @app.get("/")
    async def read(letter: Annotated[str, Query(pattern="^[ab]$")]) -> None: ...

    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        reply = await client.get("/", params={"letter": "c"})

    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")
    assert reply.json()["errors"] == [
        {"field": "letter", "message": "string should match pattern '^[ab]$'"}
    ]
