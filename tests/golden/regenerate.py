"""Writes the golden wire files: what Python sends, for Python to assert and TypeScript to decode.

Run ``python -m tests.golden.regenerate`` after a deliberate change of the wire.
"""

from __future__ import annotations

from pathlib import Path

from yeoul.errors import ProviderBroken
from yeoul.protocol.content import Candidates, ToolCall
from yeoul.protocol.entries import Heartbeat, heartbeat_data, write_entry, write_reply
from yeoul.protocol.events import (
    Cursor,
    Delta,
    End,
    Event,
    Reasoning,
    Reset,
    Started,
    Timings,
    Usage,
    encode,
)
from yeoul.protocol.sse import PREAMBLE, write_event

FOLDER = Path(__file__).parent

STARTED = Started("answer-1", "conversation-1", "question-1", "a-model", "2026-01-01T00:00:00.000Z")
SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
FINISHED = End("finished", "stop", None, Usage(9, 7), Timings(0, 41, 180, 50.3, 29), SHA)
FAILED = End("failed", "error", ProviderBroken("The line went dead.").info, None, None, SHA)

CALLED = FINISHED._replace(reason="tool_calls")

#: What model text can hold: line ends of every kind, separators, joiners, a quote, a NUL.
TEXTS = (
    "안녕",
    " 👩‍👩‍👧‍👦",
    "\r",
    "\n",
    "\r\n\r\n",
    "\u2028\u2029\u0085",
    'data: {"x"}\n\nevent: end\n',
    "\x00\\",
    "é́",
    "\ufeff",
)

#: Two calls, of one of which the arguments come in pieces.
CALL_PIECES = (
    ToolCall(0, "call-0", "look", TEXTS[-4][:5]),
    ToolCall(1, name="stop"),
    ToolCall(0, arguments=TEXTS[-4][5:]),
)

#: Tokens with candidates and without, behind a text that JavaScript counts otherwise than Python.
TOLD = (
    Candidates(0, (("안녕", -0.25, (("안녕", -0.25), ("\n", -2.5), ("\ufffd", -9.125, (0xEC,)))),)),
    Candidates(2, ((" 👩‍👩‍👧‍👦", None, ()), ("", -0.0001, (("", -0.0001),)))),
)


def frames(epoch: int, *events: Event) -> list[bytes]:
    """Return the events as an epoch's frames."""
    return [encode(Cursor(epoch, seq), event) for seq, event in enumerate(events, 1)]


def golden_files() -> dict[str, bytes]:
    """Return every golden file's name and content."""
    answer = frames(1, STARTED, Reasoning("음…"), *map(Delta, TEXTS), FINISHED)
    failed = frames(1, STARTED, Delta("ab"), FAILED)
    continued = frames(2, STARTED, Reset("ab", "음…"), Delta("cd"), FINISHED)
    waits = Heartbeat("queued", 2), Heartbeat("thinking")
    beats = [write_event(b"heartbeat", heartbeat_data(wait)) for wait in waits]
    reset = encode(Cursor(2, 3), Reset("abcd", "음…"))
    calling = frames(1, STARTED, Reasoning("음…"), Delta("ab"), *CALL_PIECES, CALLED)
    calls = (ToolCall(0, "call-0", "look", TEXTS[-4]), ToolCall(1, None, "stop", None))
    called = encode(Cursor(1, 6), Reset("ab", "음…", calls))
    told = frames(1, STARTED, Delta(TEXTS[0]), TOLD[0], Delta(TEXTS[1]), TOLD[1], FINISHED)
    untold = FINISHED._replace(notice="no_candidates")
    whole_told = Reset("".join(TEXTS[:2]), "", (), TOLD)
    told_reset = [encode(Cursor(1, 5), whole_told), encode(Cursor(1, 6), untold)]
    entries = [write_entry(frame) for frame in answer]
    whole = write_reply(entries, cursor=b"1-%d" % len(answer), ended=True, waiting=None)
    empty = write_reply((), cursor=b"1-1", ended=False, waiting=Heartbeat("queued", 2))
    return {
        "answer.sse": b"".join([PREAMBLE, answer[0], *beats, *answer[1:]]),
        "failed.sse": b"".join([PREAMBLE, *failed]),
        "continued.sse": b"".join([PREAMBLE, *continued]),
        "reset.sse": b"".join([PREAMBLE, reset, continued[-1]]),
        "tool_calls.sse": b"".join([PREAMBLE, *calling]),
        "tool_calls_reset.sse": b"".join([PREAMBLE, called, calling[-1]]),
        "candidates.sse": b"".join([PREAMBLE, *told]),
        "candidates_reset.sse": b"".join([PREAMBLE, *told_reset]),
        "answer.json": whole + b"\n",
        "waiting.json": empty + b"\n",
    }


if __name__ == "__main__":
    for name, content in golden_files().items():
        (FOLDER / name).write_bytes(content)
