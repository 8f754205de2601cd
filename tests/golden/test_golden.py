"""The wire stays as it is: golden files are what Python writes, byte for byte."""

from __future__ import annotations

import json

import pytest

from tests.golden.regenerate import FAILED, FINISHED, FOLDER, STARTED, TEXTS, golden_files
from yeoul.api.native.stream_schemas import EventEntry, EventList
from yeoul.protocol.entries import Heartbeat, entry_of, read_reply, read_update
from yeoul.protocol.events import Delta, Reasoning
from yeoul.protocol.sse import SseParser


@pytest.mark.parametrize("name", sorted(golden_files()))
def test_the_wire_is_what_the_golden_file_says(name: str) -> None:
    assert (FOLDER / name).read_bytes() == golden_files()[name]


def test_there_is_no_golden_file_that_nobody_writes() -> None:
    stored = {path.name for path in FOLDER.iterdir() if path.suffix in (".sse", ".json")}
    assert stored == set(golden_files())


def test_the_streamed_text_survives_framing_whatever_is_in_it() -> None:
    parser = SseParser()
    events = parser.feed((FOLDER / "answer.sse").read_bytes())
    texts = [json.loads(event.data)["text"] for event in events if event.event == "delta"]
    assert tuple(texts) == TEXTS


def test_json_replies_carry_the_same_events_as_the_stream() -> None:
    parser = SseParser()
    streamed = [
        {"id": event.id, "event": event.event, "data": json.loads(event.data)}
        for event in parser.feed((FOLDER / "answer.sse").read_bytes())
        if event.event != "heartbeat"
    ]
    reply = json.loads((FOLDER / "answer.json").read_bytes())
    assert reply["events"] == streamed
    assert reply["ended"] is True


def test_what_is_written_is_read_back_by_stream_and_by_reply() -> None:
    parser = SseParser()
    streamed = [
        read_update(entry_of(event)) for event in parser.feed((FOLDER / "answer.sse").read_bytes())
    ]
    events = [update for update in streamed if not isinstance(update, Heartbeat)]
    assert streamed[1:3] == [Heartbeat("queued", 2), Heartbeat("thinking")]
    assert events == [STARTED, Reasoning("음…"), *map(Delta, TEXTS), FINISHED]
    reply = read_reply((FOLDER / "answer.json").read_bytes())
    assert list(map(read_update, reply.entries)) == events
    assert reply.ended_at == f"1-{len(events)}"
    waiting = read_reply((FOLDER / "waiting.json").read_bytes())
    assert list(map(read_update, waiting.entries)) == [Heartbeat("queued", 2)]
    failed = parser.feed((FOLDER / "failed.sse").read_bytes())
    assert read_update(entry_of(failed[-1])) == FAILED


def test_what_is_sent_is_what_the_api_description_says() -> None:
    for name in ("answer.json", "waiting.json"):
        EventList.model_validate_json((FOLDER / name).read_bytes())
    for name in sorted(name for name in golden_files() if name.endswith(".sse")):
        for event in SseParser().feed((FOLDER / name).read_bytes()):
            EventEntry.model_validate(
                {"id": event.id, "event": event.event, "data": json.loads(event.data)},
                extra="forbid",
            )
