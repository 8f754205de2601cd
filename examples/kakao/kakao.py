"""What Kakao sends, and what it shows: three bubbles of a thousand characters, buttons below."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pydantic import BaseModel
from readings import Reading

from yeoul.client import Transcript

Page = dict[str, Any]

BUBBLES = 3
#: Of one bubble, in UTF-16: nobody counts more strictly.
UNITS = 1000
CONTINUE, NEW = "계속", "새 대화"
#: Says that the callback brings the answer.
WAITING: Page = {"version": "2.0", "useCallback": True, "data": {"text": "답을 쓰고 있어요."}}
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
    callbackUrl: str | None = None


class Payload(BaseModel):
    """What is read of Kakao's payload."""

    userRequest: Said


def reply(bubbles: list[str], *buttons: str) -> Page:
    """Return a reply; a button says what is written on it, in the person's name."""
    outputs = [{"simpleText": {"text": bubble}} for bubble in bubbles]
    quick = [{"label": each, "action": "message", "messageText": each} for each in buttons]
    return {"version": "2.0", "template": {"outputs": outputs, "quickReplies": quick}}


def next_page(transcript: Transcript, reading: Reading) -> tuple[Page, Reading]:
    """Return the reply that tells what comes next of an answer, and the reading behind it."""
    text, end = transcript.text, transcript.ended
    if end and end.error:
        text += f"\n\n(답이 여기서 끊겼어요. {end.error.detail})"
    bubbles, told = next_bubbles(text[reading.read :], ended=end is not None)
    reading = replace(reading, read=reading.read + told)
    if end and not text[reading.read :].strip():
        return reply(bubbles or ["답은 여기까지예요."]), replace(reading, question="", pictures="")
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
