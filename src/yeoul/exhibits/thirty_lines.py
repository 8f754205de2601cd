"""The server of every tutorial: a generator, and a response that streams what it yields."""

import asyncio
import re
from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from yeoul.providers.script_steps import RIVER

app = FastAPI()


async def generate(prompt: str) -> AsyncIterator[str]:
    """Yield the answer piece by piece; a model would be asked for it here."""
    for piece in re.findall(r"\s*\S{1,4}|\s+", RIVER):
        await asyncio.sleep(1 / 20)
        yield piece


@app.get("/completion")
async def completion(prompt: str) -> StreamingResponse:
    """Stream the answer to a question."""
    return StreamingResponse(generate(prompt), media_type="text/plain")
