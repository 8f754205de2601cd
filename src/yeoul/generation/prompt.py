"""From a branch of a conversation to what the model is asked. Pure.

It is a prompt that models take: the roles alternate, no turn is empty, and no thinking of earlier
answers is in it. When the model's context window is too small for all of it, the oldest turns are
left out, never the system prompt, never the question.
"""

from __future__ import annotations

from collections.abc import Sequence

from yeoul.errors import ContextTooLong
from yeoul.protocol.conversation import Answer, Message
from yeoul.providers.base import Turn
from yeoul.providers.thinking_tags import without_thinking

#: Tokens that a chat template adds around each turn, generously.
TOKENS_PER_TURN = 8
#: Tokens that an answer must have room for.
MIN_ANSWER_TOKENS = 64


def turns_of(thread: Sequence[Message], system: str | None) -> list[Turn]:
    """Return the turns of a branch that ends with a question.

    Answers that never got a text are left out; so two questions may follow one another.
    """
    turns = [Turn("system", system)] if system and system.strip() else []
    for message in thread:
        if not isinstance(message, Answer):
            turns.append(Turn("user", message.text))
        elif (text := without_thinking(message.text)).strip():
            turns.append(Turn("assistant", text))
    return turns


def alternate(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns with those of one role that follow one another made into one.

    A question whose answer never came is thus read together with the one behind it: many models
    refuse two questions in a row.
    """
    joined: list[Turn] = []
    for turn in turns:
        if joined and joined[-1].role == turn.role:
            joined[-1] = Turn(turn.role, f"{joined[-1].content}\n\n{turn.content}")
        else:
            joined.append(turn)
    return joined


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
