"""What Kakao sends, and what it shows: three bubbles of a thousand characters, buttons below."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Literal

import httpx2
from picture import NoPicture
from pydantic import BaseModel
from readings import Reading

from yeoul.client import QuestionFields, Transcript
from yeoul.errors import ConversationDeleted, NotFound, YeoulError

Page = dict[str, Any]

BUBBLES = 3
#: Of one bubble, in UTF-16: nobody counts more strictly.
UNITS = 1000
SYSTEM = "You answer in a messenger: plain text without Markdown, as short as the question allows."
CONTINUE, NEW = "계속", "새 대화"
#: Says that the callback brings the answer.
WAITING: Page = {"version": "2.0", "useCallback": True, "data": {"text": "답을 쓰고 있어요."}}
#: What may be the path of the skill.
SECRET = re.compile(r"[\w-]{16,}", re.ASCII)
#: A callback goes to Kakao, whoever has written the payload.
CALLBACK = re.compile(r"https://[\w.-]+\.kakao\.com/", re.ASCII)
#: A picture is what somebody says that is nothing but its address.
PICTURE = re.compile(r"https?://\S+\.(?:jpe?g|png|gif|webp)(?:\?\S*)?", re.IGNORECASE)
#: Behind a sentence or a line. The "1. " of a list is no sentence.
SENTENCE_END = re.compile(r"(?<=[^\d\s][.!?…。！？])[\"'”’)\]]*\s+|\n+")
WORD_END = re.compile(r"\s+")


class User(BaseModel):
    """A person, by a key that Kakao makes for each bot."""

    id: str


class Said(BaseModel):
    """What a person says."""

    user: User
    utterance: str
    #: For one reply within a minute, if the block has been set so.
    callbackUrl: str = ""

    @property
    def words(self) -> str:
        """What it means: to say nothing is to read on."""
        return self.utterance.strip() or CONTINUE

    @property
    def callback(self) -> str:
        """Where the callback goes; empty if there is none."""
        return self.callbackUrl if CALLBACK.match(self.callbackUrl) else ""


class Payload(BaseModel):
    """What is read of Kakao's payload."""

    userRequest: Said


class Taken(BaseModel):
    """What Kakao says of a callback that has arrived."""

    status: Literal["SUCCESS"]


def reply(bubbles: list[str], *buttons: str) -> Page:
    """Return a reply; a button says what is written on it, in the person's name."""
    outputs = [{"simpleText": {"text": bubble}} for bubble in bubbles]
    quick = [{"label": each, "action": "message", "messageText": each} for each in buttons]
    return {"version": "2.0", "template": {"outputs": outputs, "quickReplies": quick}}


#: What somebody says while they are being answered is not kept.
BUSY = reply(["앞의 답을 쓰고 있어요. 보내 드린 다음에 다시 말해 주세요."], CONTINUE)


def greet(words: str) -> Page:
    """Return the reply where there is nothing to read."""
    told = {NEW: "새 대화예요.", CONTINUE: "더 읽을 것이 없어요."}
    return reply([told.get(words, "사진을 받았어요.") + " 무엇이든 물어보세요."])


def failed(error: Exception) -> Page:
    """Return the reply that says what went wrong, and what to do."""
    match error:
        case NoPicture():
            told = "누구나 볼 수 있는 https 주소에 있는 20MB 이하의 사진만 받을 수 있어요."
        case NotFound() | ConversationDeleted():
            told = f"이 대화는 지워졌어요. “{NEW}”라고 말해 주세요."
        case YeoulError():
            told = error.detail
        case _:
            told = "여울이 제때 대답하지 않아요. 잠시 뒤에 다시 말해 주세요."
    return reply([f"잘되지 않았어요. {told}"], CONTINUE, NEW)


async def call_back(http: httpx2.AsyncClient, url: str, pages: AsyncGenerator[Page]) -> None:
    """Send what comes behind the reply. What does not arrive is read by "계속"."""
    async with aclosing(pages):
        async for page in pages:
            try:
                sent = await http.post(url, json=page)
                Taken.model_validate_json(sent.raise_for_status().content)
            except (httpx2.HTTPError, ValueError) as error:
                logging.getLogger("uvicorn.error").warning("A callback failed: %s", error)
                return


def fields_of(reading: Reading) -> QuestionFields:
    """Return what is asked with a question."""
    place: QuestionFields = {"system": SYSTEM}
    if reading.conversation:
        place = {"conversation_id": reading.conversation}
    return {**place, "ids": {"answer": reading.answer}, "attachments": reading.pictures.split()}


def next_page(transcript: Transcript, reading: Reading) -> tuple[Page, Reading]:
    """Return the reply that tells what comes next of an answer, and the reading behind it."""
    text, end = transcript.text, transcript.ended
    if end and end.error:
        text += f"\n\n(답이 여기서 끊겼어요. {end.error.detail})"
    bubbles, told = next_bubbles(text[reading.read :], ended=end is not None)
    reading = replace(reading, read=reading.read + told)
    if end and not text[reading.read :].strip():
        page = reply(bubbles or ["답은 여기까지예요."], NEW)
        return page, replace(reading, question="", pictures="")
    return reply(bubbles or ["아직 쓰고 있어요."], CONTINUE, NEW), reading


def next_bubbles(text: str, *, ended: bool) -> tuple[list[str], int]:
    """Return the bubbles for the beginning of a text, and how many of its characters they tell.

    While the text grows, its last sentence is left for the next time, unless it is all there is.
    """
    if not ended and (ends := [found.end() for found in SENTENCE_END.finditer(text)]):
        text = text[: ends[-1]]
    bubbles: list[str] = []
    told = 0
    while told < len(text) and len(bubbles) < BUBBLES:
        bubble = cut(text[told:])
        told += len(bubble)
        if bubble.strip():
            bubbles.append(bubble.lstrip("\n").rstrip())
    return bubbles, told


def cut(text: str) -> str:
    """Return the beginning of a text that fits a bubble, to the end of a sentence if it can be."""
    head = text.encode("utf-16-le")[: 2 * UNITS].decode("utf-16-le", "ignore")
    if len(head) < len(text):
        for end in (SENTENCE_END, WORD_END):
            ends = [found.end() for found in end.finditer(head)]
            if ends and ends[-1] > len(head) // 2:
                return head[: ends[-1]]
    return head
