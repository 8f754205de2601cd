"""Which models of a service tell candidates, as far as they have shown that, and which refuse.

A service that does not know the fields ignores them or refuses the question, and not every refusal
says why. So a question that is refused is asked once more without: a refusal costs nothing. What
comes of it is remembered, so that the next question is not asked twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from yeoul.providers.base import Model, Prompt
from yeoul.providers.service.client import Refused

#: So many are told by every service that tells any. Some refuse more of them.
_USUAL = 5
#: Most models of which it is remembered.
MAX_MODELS = 1000


class CandidateHabits:
    """The habits of one service. Its models are named as the service names them."""

    def __init__(self) -> None:
        #: The least number that was refused, by the model and whether tools were offered:
        #: llama.cpp's server takes no candidates beside tools.
        self._refused: dict[tuple[str, bool], int] = {}
        #: Whether a model has told some, or was asked and has told none.
        self._tells: dict[str, bool] = {}

    def as_taken(self, prompt: Prompt) -> Prompt:
        """Return a prompt without candidates if its model is known to refuse so many."""
        least = self._refused.get(_kind(prompt))
        return prompt if least is None or prompt.candidates < least else without(prompt)

    def may_have_caused(self, refused: Refused, prompt: Prompt) -> bool:
        """Return whether a question may have been refused because of the candidates it asks for."""
        # OpenAI forbids them (403) for its models that think.
        named = refused.status == 403 and "logprob" in refused.body.lower()
        return prompt.candidates > 0 and (refused.status in (400, 422) or named)

    def note_refusal(self, prompt: Prompt) -> None:
        """Note that a question was taken only without its candidates."""
        kind = _kind(prompt)
        if kind in self._refused or len(self._refused) < MAX_MODELS:
            self._refused[kind] = min(prompt.candidates, self._refused.get(kind, prompt.candidates))
            self._note_missing(prompt)

    def note_answer(self, prompt: Prompt, *, is_told: bool, is_untold: bool) -> None:
        """Note whether an answer whose ``prompt`` wished for candidates has told any."""
        if is_told:
            self._note(prompt.model, tells=True)
        elif is_untold and self.as_taken(prompt).candidates:
            self._note_missing(prompt)

    def _note_missing(self, prompt: Prompt) -> None:
        """Note that a model tells none, unless it may tell fewer, or some without tools."""
        _, has_tools = _kind(prompt)
        if not has_tools and prompt.candidates <= _USUAL and not self._tells.get(prompt.model):
            self._note(prompt.model, tells=False)

    def _note(self, model: str, *, tells: bool) -> None:
        if model in self._tells or len(self._tells) < MAX_MODELS:
            self._tells[model] = tells

    def shown(self, models: Sequence[Model], prefix: str) -> Sequence[Model]:
        """Return models, whose ids begin with ``prefix``, with what they have shown."""
        if not self._tells:
            return models
        tells = [(model, self._tells.get(model.id.removeprefix(prefix))) for model in models]
        return [model if told is None else replace(model, candidates=told) for model, told in tells]


def without(prompt: Prompt) -> Prompt:
    """Return a prompt that asks for no candidates."""
    return replace(prompt, candidates=0)


def _kind(prompt: Prompt) -> tuple[str, bool]:
    return prompt.model, bool(prompt.options.get("tools"))
