"""The tokens of an answer as Chat Completions, Responses and Ollama tell them. Pure.

These formats have a number for every probability, and bytes beside every text. A token of which
nothing is known has the number by which OpenAI tells that one is very unlikely, and a part of a
letter has no bytes where nobody has told them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from yeoul.api.fields import CandidateCount
from yeoul.errors import InvalidRequest
from yeoul.protocol.content import MIN_LOGPROB, Candidates, Token

#: Of a request: how many candidates each token is to have, beside itself.
TopLogprobs = CandidateCount


def wanted_logprobs(asked: bool | None, most: int | None) -> int | None:
    """Return how many candidates a client wants of each token; None: nothing of tokens.

    Raises:
        InvalidRequest: it wants candidates of tokens that it does not want.
    """
    if asked:
        return most or 0
    if most:
        raise InvalidRequest.of("top_logprobs", "needs logprobs")
    return None


def logprobs_of(tokens: Iterable[Token], most: int) -> list[dict[str, Any]]:
    """Return tokens with so many candidates each."""
    return [
        _told(text, logprob) | {"top_logprobs": [_told(*other) for other in others[:most]]}
        for text, logprob, others in tokens
    ]


def all_logprobs(candidates: Iterable[Candidates], most: int) -> list[dict[str, Any]]:
    """Return the tokens of a whole text."""
    return [each for told in candidates for each in logprobs_of(told.tokens, most)]


def _told(text: str, logprob: float | None, raw: Sequence[int] = ()) -> dict[str, Any]:
    return {
        "token": text,
        "bytes": ([*raw] or None) if "\ufffd" in text else [*text.encode()],
        "logprob": MIN_LOGPROB if logprob is None else logprob,
    }
