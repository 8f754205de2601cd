"""The provider of answers whose model nobody offers any more: it ends them, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from yeoul.errors import ModelUnavailable
from yeoul.providers.base import Model, Piece, Prompt, Provider


class Absent(Provider):
    """Offers nothing. It stands where an answer's provider is not known yet, or is gone."""

    name = "absent"

    async def models(self) -> Sequence[Model]:
        """Return none."""
        return ()

    async def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        """Refuse, as `Provider.generate` does."""
        nothing: tuple[list[Piece], ...] = ()
        for batch in nothing:
            yield batch
        raise ModelUnavailable(f"Nobody offers the model {prompt.model!r} here any more.")
