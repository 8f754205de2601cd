"""Tries whether a service really goes on behind a text, by a question that a child answers.

The text ends inside a word. A model that goes on begins with a small letter, if perhaps a wrong
one. A model that begins again, or takes the text for a finished answer, begins a sentence.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing

from yeoul.errors import ProviderTimeout
from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Prompt, Provider, Text, Turn
from yeoul.services.values import TriedContinuing

QUESTION = "What is the capital of France? Answer with one short sentence."
#: In words that no model finds by itself: a service that repeats them has read them.
PREFIX = "Well, as every child in the village knows, the capital of France is Par"
#: How an answer begins, in small letters, that names the city again.
_CITY = "par"
#: A model that thinks although it is asked not to has to get to its words.
MAX_TOKENS = 200
TIMEOUT_S = 60.0
#: Characters that show what happened.
_ENOUGH_CHARS = 60


async def try_continuing(provider: Provider, model_id: str) -> TriedContinuing:
    """Return what a model makes of the text.

    Raises:
        YeoulError: the service refuses, or does not answer.
    """
    parameters = Parameters(temperature=0.0, max_tokens=MAX_TOKENS)
    prompt = Prompt(model_id, (Turn("user", QUESTION),), parameters, prefix=PREFIX)
    try:
        async with asyncio.timeout(TIMEOUT_S):
            said = await _said(provider, prompt)
    except TimeoutError:
        raise ProviderTimeout(f"It did not answer within {TIMEOUT_S:g} seconds.") from None
    if said[:1].islower() and not said.startswith(_CITY):
        return TriedContinuing(True, said, f"It went on: “{PREFIX}{said}”")
    if not said.strip():
        return TriedContinuing(False, "", f"It said nothing behind “{PREFIX}”.")
    return TriedContinuing(False, said, f"It did not go on behind “{PREFIX}”, but said “{said}”.")


async def _said(provider: Provider, prompt: Prompt) -> str:
    said = ""
    async with aclosing(provider.generate(prompt)) as batches:
        async for batch in batches:
            said += "".join(piece.text for piece in batch if isinstance(piece, Text))
            if len(said) > _ENOUGH_CHARS:
                break
    return said[:_ENOUGH_CHARS].rstrip()
