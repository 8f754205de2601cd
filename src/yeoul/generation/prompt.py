"""From a branch of a conversation to what the model is asked. Pure.

The question stays the last user turn, unchanged. When the model's context window is too small for
all of it, the oldest turns are left out, never the system prompt, never the question.
"""

from __future__ import annotations

from collections.abc import Sequence

from yeoul.conversation import Answer, Message
from yeoul.errors import ContextTooLong
from yeoul.providers.base import Turn

#: Tokens that a chat template adds around each turn, generously.
TOKENS_PER_TURN = 8
#: Tokens that an answer must have room for.
MIN_ANSWER_TOKENS = 64


def turns_of(thread: Sequence[Message], system: str | None) -> list[Turn]:
    """Return the turns of a branch that ends with a question.

    Answers that never got a text are left out.
    """
    turns = [Turn("system", system)] if system else []
    for message in thread:
        if not isinstance(message, Answer):
            turns.append(Turn("user", message.text))
        elif message.text:
            turns.append(Turn("assistant", message.text))
    return turns


def fit(turns: Sequence[Turn], costs: Sequence[int], room: int) -> list[Turn]:
    """Return the turns without so many of the oldest that the rest costs at most ``room`` tokens.

    What is left never begins with an answer. ``costs`` are the tokens of each turn.

    Raises:
        ContextTooLong: the system prompt and the question alone cost more.
    """
    kept_head = 1 if turns[0].role == "system" else 0
    left = room - sum(costs[:kept_head])
    start = len(turns)
    while start > kept_head and costs[start - 1] <= left:
        start -= 1
        left -= costs[start]
    if start == len(turns):
        raise ContextTooLong(
            f"The question is longer than the model can read ({room} tokens). Shorten it, or"
            " choose a model with a larger context."
        )
    while turns[start].role == "assistant":
        start += 1
    return [*turns[:kept_head], *turns[start:]]
