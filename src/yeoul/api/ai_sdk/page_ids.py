"""The ids that things of a page have here: made from the page's own, so that no table is needed.

A page makes the ids of its chats and questions. Ours follow from them and from the owner, so that
the same chat of two people is two conversations, and a request that comes twice asks once. They
begin as no id of a client may, so that nobody who knows owner and page takes them first. Pure.
"""

from __future__ import annotations

import hashlib

from yeoul.protocol.conversation import MADE_ID


def conversation_id(owner: str, chat_id: str) -> str:
    """Return the id of the conversation that a chat becomes."""
    return _id("chat", owner, chat_id)


def question_id(owner: str, chat_id: str, question_id: str, text: str) -> str:
    """Return the id of a question; one that was edited has another text, and is another one."""
    return _id("question", owner, chat_id, question_id, text)


def first_answer_id(question_id: str) -> str:
    """Return the id of the answer that is asked for together with its question."""
    return _id("answer", question_id)


def request_key(question_id: str, *wishes: str | None) -> str:
    """Return the idempotency key of a question with what is wished for its answer."""
    return f"ai_sdk:{_digest('key', question_id, *wishes)}"


def _id(*parts: str) -> str:
    return (MADE_ID + _digest(*parts))[:32]


def _digest(*parts: str | None) -> str:
    # With their lengths, so that no part can end like the beginning of the next one.
    told = "".join("-;" if part is None else f"{len(part)}:{part};" for part in parts)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]
