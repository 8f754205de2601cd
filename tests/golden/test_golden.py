"""The wire stays as it is: golden files are what Python writes, byte for byte."""

from __future__ import annotations

import json

import pytest

from tests.golden.regenerate import FOLDER, TEXTS, golden_files
from yeoul.api.native.stream_schemas import EventEntry, EventList
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


def test_what_is_sent_is_what_the_api_description_says() -> None:
    for name in ("answer.json", "waiting.json"):
        EventList.model_validate_json((FOLDER / name).read_bytes())
    for name in sorted(name for name in golden_files() if name.endswith(".sse")):
        for event in SseParser().feed((FOLDER / name).read_bytes()):
            EventEntry.model_validate(
                {"id": event.id, "event": event.event, "data": json.loads(event.data)},
                extra="forbid",
            )
