"""FastAPI's own Server-Sent Events over the official SDK's objects, as FastAPI documents them."""

import os
from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.sse import EventSourceResponse
from openai import AsyncOpenAI
from pydantic import BaseModel

app = FastAPI()
client = AsyncOpenAI(base_url=os.environ["UPSTREAM"], api_key="bench")


class Question(BaseModel):
    """What is asked."""

    content: str


class Delta(BaseModel):
    """More of the answer."""

    text: str


@app.post("/chat", response_class=EventSourceResponse)
async def chat(question: Question) -> AsyncIterator[Delta]:
    """Stream the answer."""
    stream = await client.chat.completions.create(
        model="bench",
        messages=[{"role": "user", "content": question.content}],
        stream=True,
    )
    async for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            yield Delta(text=chunk.choices[0].delta.content)
