"""UI message streams: whatever life an answer has, a page shows its snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.ai_sdk.ui_page import Page
from tests.api.lives import FINISHED, HEAD, STARTED, Life, lives, moved
from yeoul.api.ai_sdk.ui_writer import UiWriter
from yeoul.api.answer_facts import input_of
from yeoul.errors import ErrorInfo
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import Cursor, Delta, Event, Reasoning, Reset, encode


def shown(frames: Sequence[bytes]) -> Page:
    """Return the page that has read a stream."""
    page, writer = Page(), UiWriter(HEAD)
    page.take(b"".join(map(writer.write, frames)))
    return page


def in_order(*events: Event) -> list[bytes]:
    return [encode(Cursor(1, number), event) for number, event in enumerate(events, 1)]


@given(lives(), st.integers(0, 20))
def test_a_page_shows_what_the_answer_has_wherever_it_is_cut_and_comes_back(
    life: Life, place: int
) -> None:
    page, writer = Page(), UiWriter(HEAD)
    for frame, content in zip(life.frames, life.contents, strict=True):
        page.take(writer.write(frame))
        assert (page.joined("text"), page.joined("reasoning")) == (content.text, content.reasoning)

    place %= len(life.frames)
    cut, writer = shown(life.frames[: place + 1]), UiWriter(HEAD)
    cut.take(b"".join(map(writer.write, life.coming_back(place))))
    if place < len(life.frames) - 1:
        for each in (page, cut):
            assert (each.id, each.finish) == (HEAD.answer_id, "stop")
            assert (each.joined("text"), each.joined("reasoning")) == life.content[:2]
            assert each.calls() == called(life.content)
            assert not any(part.get("open") for part in each.parts.values())


def called(content: Content) -> list[tuple[str, str]]:
    return sorted((call.name or "", call.arguments or "") for call in content.tool_calls)


def test_the_text_so_far_is_one_chunk_for_a_page_that_comes_back() -> None:
    writer = UiWriter(HEAD)

    body = writer.write(encode(Cursor(2, 7), Reset("one two", "hm")))

    assert body.count(b'"text-delta"') == 1
    assert body.startswith(
        b'data: {"type":"start","messageId":"%b","messageMetadata":{"answer_id":"%b",'
        b'"model":"echo","cursor":"2-7"}}\n\ndata: {"type":"start-step"}\n\n'
        % (b"a" * 32, b"a" * 32)
    )


def test_text_that_turns_out_to_be_thinking_stays_and_the_text_follows_it() -> None:
    page = shown(moved(FINISHED))

    assert (page.joined("text"), page.joined("reasoning")) == ("soFour.", "so")


def test_a_later_epoch_with_less_than_was_sent_is_an_error() -> None:
    lost = [encode(Cursor(2, 2), Reset("one")), encode(Cursor(2, 3), FINISHED)]

    page = shown([*in_order(STARTED, Delta("one two"), ToolCall(0, "c", "f", "{}")), *lost])

    assert (page.joined("text"), page.finish) == ("one two", "")
    assert page.error == "The answer went on from another text."


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ('{"at": "물"}', "tool-input-available"),
        ("", "tool-input-available"),
        ('{"at"', "tool-input-error"),
        ("[1]", "tool-input-error"),
    ],
)
def test_a_call_ends_with_its_input_or_with_what_is_wrong_with_it(
    arguments: str, kind: str
) -> None:
    writer = UiWriter(HEAD)
    call = ToolCall(0, "c1", "look_up", arguments)

    body = b"".join(map(writer.write, in_order(STARTED, call, FINISHED)))

    chunks = [orjson.loads(block[6:]) for block in body.split(b"\n\n")[:-2]]
    ended = next(chunk for chunk in chunks if chunk["type"] == kind)
    given = input_of(arguments)
    assert ended["input"] == (arguments if given is None else given)
    assert (ended["toolCallId"], ended["toolName"]) == ("c1", "look_up")


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("stop", "stop"),
        ("stopped", "other"),
        ("length", "length"),
        ("repetition", "length"),
        ("content_filter", "content-filter"),
        ("tool_calls", "tool-calls"),
    ],
)
def test_a_reason_is_told_in_the_words_of_the_format(reason: Any, told: str) -> None:
    page = shown(in_order(STARTED, Delta("x"), FINISHED._replace(reason=reason)))

    assert page.finish == told
    assert page.metadata["usage"] == {"inputTokens": 12, "outputTokens": 3, "totalTokens": 15}
    assert (page.metadata["reason"], page.metadata["cursor"]) == (reason, "1-3")
    assert page.metadata["timings"]["total_ms"] == 25


def test_an_answer_that_failed_ends_with_its_sentence_and_what_is_shown_stays() -> None:
    error = ErrorInfo("provider_broken", "The service failed", "It broke off.", True)
    end = FINISHED._replace(status="failed", reason="error", error=error)
    writer = UiWriter(HEAD)

    body = b"".join(map(writer.write, in_order(STARTED, Reasoning("hm"), Delta("one"), end)))

    page = Page()
    page.take(body)
    assert (page.error, page.finish, page.joined("text")) == ("It broke off.", "", "one")
    assert b"[DONE]" not in body
    assert (writer.is_over, writer.failed) == (True, False)
    assert writer.heartbeat().startswith(b":")
