"""Whatever comes, in whatever order: what is held is a beginning of the answer, or all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.lives import Life, lives
from tests.client.unreliable_server import STARTED, end_of
from yeoul.client import Heartbeat, Transcript
from yeoul.client.replies import Answer, read_answer
from yeoul.client.transcript import Gap
from yeoul.protocol.content import Content, content_to_json
from yeoul.protocol.entries import Unknown
from yeoul.protocol.events import Cursor, Delta, Event, Reasoning, Reset, Started, decode

TEXTS = ["여", "울", "\r\n", "\u2028", "👩‍👩‍👧‍👦", ""]
EVENTS: list[Event] = [STARTED, Reasoning("물?"), *map(Delta, TEXTS), end_of("".join(TEXTS))]
LOG = [(Cursor(1, seq), event) for seq, event in enumerate(EVENTS, 1)]


def test_all_events_make_the_answer() -> None:
    transcript = Transcript()
    assert [transcript.apply(cursor, event) for cursor, event in LOG] == [True] * len(LOG)
    assert transcript.content == Content("".join(TEXTS), "물?")
    assert (transcript.cursor, transcript.ended) == LOG[-1]
    assert transcript.ended is not None
    assert transcript.agrees_with(transcript.ended)


@given(st.lists(st.integers(0, len(LOG) - 1), max_size=60))
def test_repetition_disorder_and_holes_leave_a_beginning_of_the_log(order: list[int]) -> None:
    transcript, taken = Transcript(), 0
    for index in [*order, *range(len(LOG))]:
        if index > taken:
            with pytest.raises(Gap):
                transcript.apply(*LOG[index])
        else:
            assert transcript.apply(*LOG[index]) is (index == taken)
            taken += index == taken
        deltas = [event.text for _, event in LOG[:taken] if isinstance(event, Delta)]
        assert transcript.text == "".join(deltas)
        assert transcript.cursor == (LOG[taken - 1][0] if taken else None)
    assert taken == len(LOG)


def test_a_reset_replaces_whatever_its_id_is() -> None:
    transcript = Transcript(Content("old", "thought"), Cursor(1, 9))
    assert transcript.apply(Cursor(1, 4), Reset("new", ""))
    assert (transcript.content, transcript.cursor) == (Content("new"), Cursor(1, 4))
    assert transcript.apply(Cursor(1, 5), Delta("er"))
    assert transcript.text == "newer"


def test_a_later_epoch_begins_anew_and_undoes_the_end() -> None:
    transcript = Transcript()
    for cursor, event in LOG:
        transcript.apply(cursor, event)
    transcript.apply(Cursor(2, 1), STARTED)
    assert (transcript.text, transcript.ended, transcript.whole) == ("", None, False)
    transcript.apply(Cursor(2, 2), Reset("kept", ""))
    assert (transcript.text, transcript.whole) == ("kept", True)


def test_heartbeats_change_nothing() -> None:
    transcript = Transcript()
    assert not transcript.apply(None, Heartbeat("thinking"))
    assert transcript.cursor is None


def test_an_event_of_a_later_server_changes_only_the_cursor() -> None:
    transcript = Transcript(Content("살"), cursor=Cursor(1, 4))
    assert transcript.apply(Cursor(1, 5), Unknown("picture"))
    assert (transcript.text, transcript.cursor) == ("살", Cursor(1, 5))
    with pytest.raises(Gap):
        transcript.apply(Cursor(1, 7), Unknown("picture"))


def test_a_part_of_the_text_is_not_held_against_the_end() -> None:
    transcript = Transcript(Content("살"), cursor=Cursor(1, 4), whole=False)
    assert transcript.agrees_with(end_of("빠른 물살"))
    transcript.apply(Cursor(1, 4), Reset("빠른 물살", ""))
    assert transcript.agrees_with(end_of("빠른 물살"))
    assert not transcript.agrees_with(end_of("빠른 물"))


@given(lives(), st.data())
def test_whoever_joins_by_a_snapshot_reads_on_as_whoever_was_there(
    life: Life, data: st.DataObject
) -> None:
    log = [*zip(map(decode, life.frames), life.contents, strict=True)]
    place = data.draw(st.integers(0, len(log) - 1))
    (cursor, _), content = log[place]
    about = {"id": "a1", "conversation_id": "c1", "parent_id": "q1", "model": "m"}
    now = {"status": "generating", "created_at": "2026-01-01T00:00:00Z", "cursor": str(cursor)}
    joined = Transcript.from_snapshot(read_answer({**about, **now, **content_to_json(content)}))
    assert joined.content == content
    for (at, event), then in log[place + 1 :]:
        joined.apply(at, event)
        if not isinstance(event, Started):  # the reset behind it has what is kept
            assert joined.content == then


def test_a_snapshot_is_a_transcript() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    snapshot = Answer("a1", "c1", "q1", "m", "generating", "빠른", Cursor(2, 7), now)
    transcript = Transcript.from_snapshot(snapshot)
    assert (transcript.content, transcript.cursor) == (Content("빠른"), Cursor(2, 7))
    assert transcript.whole
    assert Transcript.from_snapshot(replace(snapshot, text="", cursor=None)).cursor is None


@given(lives(), st.integers(1, 3))
def test_any_life_of_an_answer_is_read_as_its_snapshots_show_it(life: Life, times: int) -> None:
    """With thinking and calls, over epochs and resets, told once or several times."""
    transcript = Transcript()
    for frame, content in zip(life.frames, life.contents, strict=True):
        cursor, event = decode(frame)
        for _ in range(times):
            transcript.apply(cursor, event)
        if not isinstance(event, Started):  # the reset behind it has what is kept
            assert transcript.content == content
