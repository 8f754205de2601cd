"""The provider of answers whose model is offered no more: it ends them, and does nothing else."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from yeoul.errors import ModelUnavailable
from yeoul.providers.base import Model, Piece, Prompt, Provider


class Absent(Provider):
    """Offers nothing. Stands in for a provider that is not known yet, or is gone."""

    name = "absent"

    async def models(self) -> Sequence[Model]:
        """Return no models."""
        return ()

    async def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        """Raise `ModelUnavailable`."""
        nothing: tuple[list[Piece], ...] = ()
        for batch in nothing:
            yield batch
        raise ModelUnavailable(f"The model {prompt.model!r} is not offered here any more.")
