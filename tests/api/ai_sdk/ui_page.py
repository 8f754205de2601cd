"""A page with the AI SDK, as strict with chunks as the real one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

#: The kinds of chunks, with what each must have. Clients refuse a stream with others.
REQUIRED: Mapping[str, set[str]] = {
    "start": {"messageId", "messageMetadata"},
    "start-step": set(),
    "text-start": {"id"},
    "text-delta": {"id", "delta"},
    "text-end": {"id"},
    "reasoning-start": {"id"},
    "reasoning-delta": {"id", "delta"},
    "reasoning-end": {"id"},
    "tool-input-start": {"toolCallId", "toolName", "dynamic"},
    "tool-input-delta": {"toolCallId", "inputTextDelta"},
    "tool-input-available": {"toolCallId", "toolName", "dynamic", "input"},
    "tool-input-error": {"toolCallId", "toolName", "dynamic", "input", "errorText"},
    "error": {"errorText"},
    "finish-step": set(),
    "finish": {"finishReason", "messageMetadata"},
}
FINISH_REASONS = {"stop", "length", "content-filter", "tool-calls", "error", "other"}


class Page:
    """The parts of a message, as the AI SDK adds them up from chunks."""

    def __init__(self) -> None:
        self.parts: dict[str, dict[str, Any]] = {}
        self.metadata: dict[str, Any] = {}
        self.id = self.finish = self.error = ""

    def take(self, body: bytes) -> None:
        blocks = body.split(b"\n\n")
        assert blocks.pop() == b""
        for block in blocks:
            data = block.removeprefix(b"data: ")
            if data != b"[DONE]" and not block.startswith(b":"):
                self._add(orjson.loads(data))

    def _add(self, chunk: dict[str, Any]) -> None:
        assert set(chunk) == {"type"} | REQUIRED[chunk["type"]]
        assert chunk["type"] == "start" or not (self.finish or self.error)
        self.metadata |= chunk.get("messageMetadata", {})
        match chunk["type"]:
            case "start":
                self.__init__()  # type: ignore[misc]
                self.id, self.metadata = chunk["messageId"], chunk["messageMetadata"]
            case "start-step" | "finish-step":
                pass
            case "finish":
                assert chunk["finishReason"] in FINISH_REASONS
                self.finish = chunk["finishReason"]
            case "error":
                self.error = chunk["errorText"]
            case _:
                self._add_to_part(chunk, chunk.get("id") or chunk["toolCallId"])

    def _add_to_part(self, chunk: dict[str, Any], id: str) -> None:
        match chunk["type"]:
            case "text-start" | "reasoning-start":
                assert id not in self.parts
                self.parts[id] = {"kind": chunk["type"].split("-")[0], "text": "", "open": True}
            case "text-delta" | "reasoning-delta":
                assert self.parts[id]["open"]
                self.parts[id]["text"] += chunk["delta"]
            case "text-end" | "reasoning-end":
                self.parts[id]["open"] = False
            case "tool-input-start":
                assert id not in self.parts
                self.parts[id] = {"kind": "tool", "name": chunk["toolName"], "text": ""}
            case "tool-input-delta":
                self.parts[id]["text"] += chunk["inputTextDelta"]
            case "tool-input-available" | "tool-input-error":
                self.parts[id]["input"] = chunk["input"]
            case kind:
                raise AssertionError(kind)

    def joined(self, kind: str) -> str:
        return "".join(part["text"] for part in self.parts.values() if part["kind"] == kind)

    def calls(self) -> list[tuple[str, str]]:
        tools = [part for part in self.parts.values() if part["kind"] == "tool"]
        return sorted((part["name"], part["text"]) for part in tools)
