"""What programs ask about models beforehand is told by the provider that has the model."""

from __future__ import annotations

import pytest

from yeoul.chat.model_facts import ModelFacts
from yeoul.errors import UnknownModel
from yeoul.generation.prompt import TOKENS_PER_TURN
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted

pytestmark = pytest.mark.anyio


class Counting(Scripted):
    """Counts characters, and keeps its model in memory."""

    @property
    def is_in_memory(self) -> bool:
        return True

    async def count_tokens(self, text: str) -> int:
        return len(text)


@pytest.fixture
def facts() -> ModelFacts:
    return ModelFacts(Catalogue([Scripted({"plain": []}), Counting({"counted": []})]))


async def test_tokens_are_counted_by_the_models_own_provider(facts: ModelFacts) -> None:
    around = 2 * TOKENS_PER_TURN

    assert await facts.count_tokens("counted", ["ab", "여울"]) == len("ab\n여울") + around
    assert await facts.count_tokens("plain", ["ab", "여울"]) == 9 // 3 + 1 + around
    with pytest.raises(UnknownModel):
        await facts.count_tokens("none", ["ab"])


async def test_only_models_of_this_process_are_in_memory(facts: ModelFacts) -> None:
    assert [model.id for model in await facts.in_memory()] == ["counted"]
