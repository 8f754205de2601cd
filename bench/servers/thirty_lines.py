"""The server of the tutorials: `StreamingResponse` over the official SDK's objects.

It is what Yeoul has to be compared with, so it is written the way it is taught, and run well.
"""

import json
import os
from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI
from pydantic import BaseModel

app = FastAPI()
client = AsyncOpenAI(base_url=os.environ["UPSTREAM"], api_key="bench")


class Question(BaseModel):
    """What is asked."""

    content: str


@app.post("/chat")
async def chat(question: Question) -> StreamingResponse:
    """Stream the answer."""

    async def events() -> AsyncIterator[str]:
        stream = await client.chat.completions.create(
            model="bench",
            messages=[{"role": "user", "content": question.content}],
            stream=True,
        )
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                yield f"data: {json.dumps({'text': chunk.choices[0].delta.content})}\n\n"
        yield "data: [DONE]\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")
