"""Writes the golden files of the doors: the bytes that clients made for others get of one answer.

Run ``python -m tests.golden.door_files`` after a deliberate change.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from tests.golden.regenerate import CALLED, FAILED, FINISHED, STARTED, TEXTS, frames
from tests.golden.regenerate import FOLDER as GOLDEN
from yeoul.api.ai_sdk.ui_writer import UiWriter
from yeoul.api.answer_facts import Head
from yeoul.api.anthropic.message_writer import MessageWriter, write_message
from yeoul.api.appending import AppendingWriter
from yeoul.api.ollama.line_writer import GENERATED, LineWriter, write_reply
from yeoul.api.openai.chunk_writer import ChunkWriter, write_completion
from yeoul.api.openai.response_object import ResponseHead, ended_response
from yeoul.api.openai.response_writer import ResponseWriter
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import Cursor, Delta, Reasoning, Reset, encode

FOLDER = GOLDEN / "doors"
HEAD = Head(STARTED.answer_id, 1_767_225_600, STARTED.model, prompt_tokens=9)
RESPONSE = ResponseHead(HEAD, instructions="Be brief.", metadata={"team": "river"})

#: An answer with all there is, whole and in pieces.
CALL = ToolCall(0, "call-0", "look", '{"at": "물"}')
WHOLE = Content("".join(TEXTS), "음…", (CALL,))
PIECES = (ToolCall(0, "call-0", "look", '{"at": '), ToolCall(0, arguments='"물"}'))
LIFE = frames(1, STARTED, Reasoning("음…"), *map(Delta, TEXTS), *PIECES, CALLED)
#: The same without a call.
SAID = WHOLE._replace(tool_calls=())
TOLD = frames(1, STARTED, Reasoning("음…"), *map(Delta, TEXTS), FINISHED)
BROKEN_OFF = frames(1, STARTED, Delta("ab"), FAILED)
#: What a reader gets that comes back once the log has nothing but the whole.
RESUMED = [encode(Cursor(2, 9), Reset(*WHOLE)), encode(Cursor(2, 10), CALLED)]
#: A place in the middle of the text: behind thinking, five structural events, and ``안``.
PLACE = 2 * (1 << 26) + 5 + 1


def door_files() -> dict[str, bytes]:
    """Return every file's name and content."""
    return {
        "openai_chat.sse": written(chunks(), LIFE),
        "openai_chat_failed.sse": written(chunks(), BROKEN_OFF),
        "openai_chat.json": write_completion(HEAD, WHOLE, CALLED) + b"\n",
        "openai_response.sse": written(ResponseWriter(RESPONSE), LIFE),
        "openai_response_resumed.sse": written(ResponseWriter(RESPONSE, after=PLACE), RESUMED),
        "openai_response_failed.sse": written(ResponseWriter(RESPONSE), BROKEN_OFF),
        "openai_response.json": orjson.dumps(ended_response(RESPONSE, WHOLE, CALLED)) + b"\n",
        "ai_sdk.sse": written(UiWriter(HEAD), LIFE),
        "ai_sdk_resumed.sse": written(UiWriter(HEAD), RESUMED),
        "ai_sdk_failed.sse": written(UiWriter(HEAD), BROKEN_OFF),
        "ollama.ndjson": written(LineWriter(HEAD), LIFE),
        "ollama_failed.ndjson": written(LineWriter(HEAD), BROKEN_OFF),
        "ollama.json": write_reply(HEAD, WHOLE, CALLED) + b"\n",
        "ollama_generated.ndjson": written(LineWriter(HEAD, GENERATED), TOLD),
        "ollama_generated.json": write_reply(HEAD, SAID, FINISHED, shape=GENERATED) + b"\n",
        "anthropic.sse": written(MessageWriter(HEAD), LIFE),
        "anthropic_failed.sse": written(MessageWriter(HEAD), BROKEN_OFF),
        "anthropic.json": write_message(HEAD, WHOLE, CALLED) + b"\n",
    }


def chunks() -> ChunkWriter:
    return ChunkWriter(HEAD, tells_usage=True)


def written(writer: AppendingWriter, life: Sequence[bytes]) -> bytes:
    """Return what a stream has of these frames, with a heartbeat behind the first."""
    first, *others = map(writer.write, life)
    return b"".join([first, writer.heartbeat(), *others])


if __name__ == "__main__":
    for name, content in door_files().items():
        (FOLDER / name).write_bytes(content)
