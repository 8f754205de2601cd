"""Prompts with pictures are worked on beside the event loop, and others on it."""

from __future__ import annotations

import threading

import pytest

from yeoul.protocol.attachments import Attachment, Picture
from yeoul.providers.base import Prompt, Turn
from yeoul.providers.large_prompts import is_large, work_on

pytestmark = pytest.mark.anyio

PICTURE = Picture(Attachment("a" * 32, "image/png", 3, 1, 1, ""), b"abc")


async def test_pictures_of_any_turn_are_worked_on_in_a_thread() -> None:
    shown = Turn("user", "?", pictures=(PICTURE,))
    prompt = Prompt("m", (shown, Turn("user", "!")))
    assert is_large(prompt)
    assert await work_on(prompt, threading.get_ident) != threading.get_ident()


async def test_texts_are_worked_on_at_once() -> None:
    prompt = Prompt("m", (Turn("user", "?"),))
    assert not is_large(prompt)
    assert await work_on(prompt, threading.get_ident) == threading.get_ident()


async def test_what_goes_wrong_in_the_thread_is_raised() -> None:
    def fail() -> None:
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        await work_on(Prompt("m", (Turn("user", "?", pictures=(PICTURE,)),)), fail)
