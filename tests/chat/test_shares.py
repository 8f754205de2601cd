"""Links to conversations: their tokens, what cannot be shared, and what grows around a share."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from yeoul.chat import Shares
from yeoul.errors import NotFound, NotShareable
from yeoul.store import open_store
from yeoul.store.base import Ask, Regenerate, Store
from yeoul.store.shares import ShareWish
from yeoul.store.temporary import StoreWithTemporary
from yeoul.testing.people import accounts_of, password_of, person
from yeoul.testing.stores import say, settle, settlement

pytestmark = pytest.mark.anyio

MONTH = timedelta(days=30)


@pytest.fixture
async def store() -> AsyncIterator[StoreWithTemporary]:
    kept, memory = await open_store("memory:"), await open_store("memory:")
    store = StoreWithTemporary(kept, memory)
    yield store
    await store.aclose()


async def owner_in(store: Store) -> str:
    ann = person("ann", "admin")
    await accounts_of(store).add(ann, password_of(ann))
    return ann.id


def shares_in(store: Store) -> Shares:
    assert store.shares is not None
    return Shares(store, store.shares)


async def shown(shares: Shares, token: str) -> list[str]:
    found = await shares.find(token)
    assert found is not None
    branch: dict[str, Any] = json.loads(found.snapshot)
    texts = [each["text"] for each in branch["messages"]]
    assert branch["title"] == texts[0]
    return texts


async def test_only_the_whole_token_leads_to_what_was_shared(store: StoreWithTemporary) -> None:
    shares, owner = shares_in(store), await owner_in(store)
    first = await say(store, "one", owner=owner)
    made = [await shares.make(owner, ShareWish(first.conversation.id, MONTH)) for _ in range(3)]
    tokens = [token for _, token in made]

    assert len(set(tokens)) == 3
    assert {len(token) for token in tokens} == {43}  # 256 bits in base64
    assert await shown(shares, tokens[0]) == ["one", "A river."]
    for wrong in ("", tokens[0][:-1], f"{tokens[0]}\n", tokens[0].swapcase(), "x" * 43, "\udc80"):
        assert await shares.find(wrong) is None
    await shares.revoke(owner, made[0][0].id)
    assert [await shares.find(token) is None for token in tokens] == [True, False, False]


async def test_a_temporary_chat_cannot_be_shared(store: StoreWithTemporary) -> None:
    shares, owner = shares_in(store), await owner_in(store)
    asked = await store.ask(owner, Ask("?", "m", temporary=True))
    await settle(store, asked.answer, settlement())
    with pytest.raises(NotShareable, match="temporary"):
        await shares.make(owner, ShareWish(asked.conversation.id, MONTH))
    with pytest.raises(NotFound):
        await shares.make("another", ShareWish(asked.conversation.id, MONTH))
    # Nor as the end of a branch of another conversation.
    kept = await say(store, "one", owner=owner)
    with pytest.raises(NotFound):
        await shares.make(owner, ShareWish(kept.conversation.id, MONTH, leaf_id=asked.answer.id))


@pytest.mark.parametrize("number", range(5))
async def test_whatever_grows_around_it_a_link_shows_its_own_branch(
    store: StoreWithTemporary, number: int
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}, the {number + 1}. tree")
    chance = random.Random(seed)
    shares, owner = shares_in(store), await owner_in(store)
    tree = Tree(store, owner, chance)
    await tree.begin()
    shared: dict[str, list[str]] = {}
    for _ in range(60):
        await tree.grow()
        if chance.random() < 0.3:
            leaf = chance.choice([*tree.answers, *tree.questions])
            _, token = await shares.make(owner, ShareWish(tree.place, MONTH, leaf_id=leaf))
            shared[token] = [*tree.path_to(leaf)]

    assert len(shared) > 3
    assert {token: await shown(shares, token) for token in shared} == shared


class Tree:
    """A conversation that grows by chance: questions anywhere, and versions of answers."""

    def __init__(self, store: Store, owner: str, chance: random.Random) -> None:
        self._store = store
        self._owner = owner
        self._chance = chance
        #: The texts from the root to each answer, and to each question.
        self.answers: dict[str, list[str]] = {}
        self.questions: dict[str, list[str]] = {}
        self._count = 0
        self.place = ""

    def path_to(self, message_id: str) -> list[str]:
        return self.answers.get(message_id) or self.questions[message_id]

    async def begin(self) -> None:
        first = await say(self._store, "q0", answer="a0", owner=self._owner)
        self.place = first.conversation.id
        self.questions[first.question.id] = ["q0"]
        self.answers[first.answer.id] = ["q0", "a0"]

    async def grow(self) -> None:
        self._count += 1
        question, answer = f"q{self._count}", f"a{self._count}"
        if self._chance.random() < 0.3:
            question_id = self._chance.choice([*self.questions])
            asked = await self._store.ask(self._owner, Regenerate(question_id, "m"))
            path = self.questions[question_id]
        else:
            parent = self._chance.choice([None, *self.answers])
            ask = Ask(question, "m", conversation_id=self.place, parent_id=parent)
            asked = await self._store.ask(self._owner, ask)
            path = [*(self.answers[parent] if parent else []), question]
            self.questions[asked.question.id] = path
        await settle(self._store, asked.answer, settlement(answer))
        self.answers[asked.answer.id] = [*path, answer]
