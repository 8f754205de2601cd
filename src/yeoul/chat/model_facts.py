"""What programs ask about models before they ask one: in which order, at hand, at what cost."""

from __future__ import annotations

from collections.abc import Sequence

from yeoul.errors import PromptUnknown
from yeoul.generation.prompt import count_tokens
from yeoul.protocol.conversation import Answer
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue


class ModelFacts:
    """The facts about the models of one catalogue that its list does not tell."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def in_order(self) -> list[Model]:
        """Return all models, the default one first. Raises what `Catalogue.models` raises."""
        models, default = await self._catalogue.models(), self._catalogue.known_default()
        return sorted(models, key=lambda model: default is None or model.id != default.id)

    async def in_memory(self) -> list[Model]:
        """Return the models that are in the memory of this process.

        Raises what `Catalogue.models` raises.
        """
        models = await self._catalogue.models()
        owners = [self._catalogue.known_provider(model.id) for model in models]
        return [
            model
            for model, owner in zip(models, owners, strict=True)
            if owner is not None and owner.is_in_memory
        ]

    def of_answer(self, answer: Answer) -> tuple[Provider, Model]:
        """Return the model of an answer, and what it is asked by.

        Raises:
            PromptUnknown: nobody offers it any more, as far as that is known.
        """
        found = self._catalogue.known(answer.model)
        if found is None:
            raise PromptUnknown(
                f"{answer.model} is not here any more, and nobody else knows what it was given."
            )
        return found

    async def count_tokens(self, model_id: str, texts: Sequence[str]) -> int:
        """Return the tokens of a prompt with a turn of each text: for most models an estimate.

        Raises what `Catalogue.find` raises.
        """
        provider, _ = await self._catalogue.find(model_id)
        return await count_tokens(provider, texts)
