"""A service's replies, damaged at random: every answer ends as it was told."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.faults.test_misbehaving_services import RAW, answered, with_service
from tests.faults.volumes import LIMIT_S, SEED, VOLUMES
from tests.served import Served
from tests.services.chat_service import DONE, Call, ChatService, chunk, finish, text, usage

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

AT_ONCE = 8
TERMINAL = {"finished", "failed"}
REPLIES = (
    text("여울은 ") + text("물살이 세다. 👩‍👩‍👧‍👦") + finish() + usage() + DONE,
    chunk({"role": "assistant", "content": ""}) + text("a\r\nb\u2028c") + finish("length") + DONE,
    chunk({"reasoning_content": "hm"}) + text("so") + finish() + DONE,
    b": hello\n\n" + text("data: {}\n\n") + b"event: x\ndata: {}\n\n" + finish() + DONE,
    (text("one") + text("two") + finish() + DONE).replace(b"\n", b"\r\n"),
)
#: What a damaged reply may hold in the place of something else.
SHARDS = (
    *(b"\n", b"\r", b"\r\n\r\n", b"data:", b"data: [DONE]\n\n", b"\0", b"\xff", b"\xf0\x9f"),
    *(b"null", b"{}", b"[]", b'"', b"\\", b"\\ud83d", b"1e999", b"-1", b"true", b"\xef\xbb\xbf"),
    *(b'{"error":{"message":"out of memory"}}', b'"choices":null', b"[" * 5_000, b"x" * 70_000),
)


def damaged(dice: random.Random) -> bytes:
    """Return a reply with a few things wrong."""
    reply = bytearray(dice.choice(REPLIES))
    for _ in range(dice.choice((1, 1, 2, 5))):
        at = dice.randrange(len(reply) + 1)
        to = min(len(reply), at + dice.choice((0, 1, 1, 4, 30)))
        match dice.randrange(5):
            case 0:
                reply[at:to] = dice.choice(SHARDS)
            case 1:
                reply[at:to] = dice.randbytes(to - at)
            case 2:
                reply[at:to] = reply[at:to] * 2
            case 3:
                reply[at:to] = b""
            case _:
                reply[at:] = b"" if dice.random() < 0.3 else reply[at:]
    return bytes(reply)


def pieces(reply: bytes, dice: random.Random) -> list[bytes]:
    """Cut a reply anywhere."""
    size = dice.choice((1 << 20, 700, 40, 7))
    return [reply[at : at + size] for at in range(0, len(reply), size)][:2_000]


async def misbehave(call: Call) -> None:
    """Send the reply that the question's number draws, and end in one of three ways."""
    dice = random.Random(call.request.body["messages"][-1]["content"])
    status = dice.choice((200,) * 9 + (203, 400, 500, 599))
    kind = dice.choice(("text/event-stream",) * 9 + ("application/json", "text/html", ""))
    await call.head(status, kind)
    await call.send(*pieces(damaged(dice), dice))
    match dice.randrange(8):
        case 0:
            call.reset()
        case 1:
            await call.client_gone()
        case _:
            await call.end()


async def test_every_answer_to_a_damaged_reply_ends_as_it_was_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ended: list[str] = []

    async def check(served: Served, service: ChatService) -> None:
        service.answer = misbehave
        numbers = iter(range(VOLUMES.service_mutations))

        async def work() -> None:
            for number in numbers:
                answer = await answered(served, f"{SEED} {number}")
                assert answer["status"] in TERMINAL, number
                error = answer["error"] or {"title": "", "detail": ""}
                assert not [word for word in RAW if word in error["title"] + error["detail"]]
                ended.append(answer["status"])

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())
        assert service.open_answers == 0

    await with_service(tmp_path, check, silence_s=0.5)
    print({status: ended.count(status) for status in sorted(TERMINAL)})
    assert {*ended} == TERMINAL
    assert "Traceback" not in caplog.text
