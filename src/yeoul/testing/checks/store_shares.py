"""The contract of shares (store/shares.py): one branch, as it was, for as long as it was meant.

A store that keeps no shares passes over these checks.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest

from yeoul.errors import (
    AnswerInProgress,
    ConversationDeleted,
    NotFound,
    NotShareable,
    TooManyShares,
    Unauthenticated,
)
from yeoul.protocol.content import Content, ToolCall
from yeoul.store.accounts import Account
from yeoul.store.base import Ask, ConversationChanges, Exchange, Regenerate, Store
from yeoul.store.shares import MAX_SHARES, MAX_SNAPSHOT_BYTES, ShareStore, ShareWish
from yeoul.testing.people import accounts_of, outcomes, password_of, person
from yeoul.testing.stores import Clock, say, settle, settlement

DIGEST = "a" * 64
MONTH = timedelta(days=30)


def shares_of(store: Store) -> ShareStore:
    """Return the shares of a store; without them, the check is not run."""
    if store.shares is None:
        pytest.skip("NOT RUN: this store keeps no shares")
    return store.shares


async def two_people(store: Store) -> tuple[Account, Account]:
    """Write two accounts, and return them."""
    ann, bob = person("ann", "admin"), person("bob")
    for each in (ann, bob):
        await accounts_of(store).add(each, password_of(each))
    return ann, bob


def wish_for(exchange: Exchange, **fields: Any) -> ShareWish:
    """Return the wish to share the conversation of an exchange."""
    return ShareWish(exchange.conversation.id, MONTH, **fields)


async def read(store: Store, digest: str = DIGEST) -> dict[str, Any]:
    """Return what a link shows."""
    found = await shares_of(store).find(digest)
    assert found is not None
    shown: dict[str, Any] = json.loads(found.snapshot)
    return shown


async def texts(store: Store, digest: str = DIGEST) -> list[str]:
    """Return the texts that a link shows, in their order."""
    return [each["text"] for each in (await read(store, digest))["messages"]]


async def test_a_share_shows_its_branch_as_it_was_and_nothing_that_came_later(
    store: Store,
) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    first = await say(store, "one", answer="two", owner=ann.id)
    place = first.conversation.id
    share = await shares.add(ann.id, DIGEST, wish_for(first))
    await say(store, "three", answer="four", conversation_id=place, owner=ann.id)
    renamed = ConversationChanges(frozenset({"title"}), title="Another title")
    await store.update_conversation(ann.id, place, renamed)

    assert await texts(store) == ["one", "two"]
    assert (share.title, share.messages, share.conversation_id) == ("one", 2, place)
    assert (await read(store))["title"] == "one"
    assert share.expires_at - share.created_at == MONTH
    found = await shares.find(DIGEST)
    assert found is not None
    assert found.share == share
    assert await shares.all_of(ann.id) == [share]


async def test_a_share_shows_the_branch_of_its_leaf_alone(store: Store) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    first = await say(store, "one", answer="two", owner=ann.id)
    again = await store.ask(ann.id, Regenerate(first.question.id, "m"))
    await settle(store, again.answer, settlement("another two"))
    place = first.conversation.id
    aside = await say(
        store, "three", answer="four", conversation_id=place, parent_id=None, owner=ann.id
    )
    ends = [first.answer.id, again.answer.id, aside.answer.id, first.question.id]
    for number, leaf_id in enumerate(ends):
        await shares.add(ann.id, f"{number}" * 64, wish_for(first, leaf_id=leaf_id))
    await shares.add(ann.id, DIGEST, wish_for(first))

    assert [await texts(store, f"{number}" * 64) for number in range(4)] == [
        ["one", "two"],
        ["one", "another two"],
        ["three", "four"],
        ["one"],
    ]
    assert await texts(store) == ["three", "four"]


async def test_thinking_and_instructions_are_shared_only_where_that_was_wished(
    store: Store,
) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    ask = Ask("?", "office/llama", system="Be brief.", metadata={"tenant": "secret"})
    asked = await store.ask(ann.id, ask)
    end = settlement("text")
    content = Content("text", "a thought")
    await store.settle(asked.answer.id, 1, type(end)(end.end, content, end.cursor))
    made = {}
    for digest, reasoning, system in (("1" * 64, False, False), ("2" * 64, True, True)):
        wish = wish_for(asked, reasoning=reasoning, system=system)
        made[digest] = await shares.add(ann.id, digest, wish)

    assert await read(store, "1" * 64) == {
        "title": "?",
        "system": None,
        "messages": [
            {"role": "user", "text": "?"},
            {
                "role": "assistant",
                "text": "text",
                "model": "llama",
                "status": "finished",
                "reason": "stop",
            },
        ],
    }
    shown = await read(store, "2" * 64)
    assert (shown["system"], shown["messages"][1]["reasoning"]) == ("Be brief.", "a thought")
    assert [(each.reasoning, each.system) for each in made.values()] == [
        (False, False),
        (True, True),
    ]


async def test_a_share_shows_the_calls_of_an_answer_without_their_ids(store: Store) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    asked = await store.ask(ann.id, Ask("?", "m"))
    content = Content("", "", (ToolCall(0, "call_1", "look", '{"at":1}'), ToolCall(1, name="go")))
    end = settlement("")
    await store.settle(asked.answer.id, 1, type(end)(end.end, content, end.cursor))
    await shares.add(ann.id, DIGEST, wish_for(asked))

    assert (await read(store))["messages"][1]["tool_calls"] == [
        {"index": 0, "name": "look", "arguments": '{"at":1}'},
        {"index": 1, "name": "go"},
    ]


async def test_a_share_does_not_claim_what_its_conversation_has_not(store: Store) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    bare = await say(store, "without any", owner=ann.id)
    share = await shares.add(ann.id, DIGEST, wish_for(bare, reasoning=True, system=True))
    assert (share.reasoning, share.system) == (False, False)


async def test_a_title_of_another_branchs_words_is_not_shared(store: Store) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    first = await say(store, "# A *secret* place", owner=ann.id)
    place = first.conversation.id
    edited = await say(store, "A place", conversation_id=place, parent_id=None, owner=ann.id)
    made = [
        await shares.add(ann.id, f"{number}" * 64, wish_for(first, leaf_id=each.answer.id))
        for number, each in enumerate((first, edited))
    ]
    assert [share.title for share in made] == ["A secret place", "A place"]
    assert "secret" not in json.dumps(await read(store, "1" * 64))
    chosen = ConversationChanges(frozenset({"title"}), title="Places")
    await store.update_conversation(ann.id, place, chosen)
    share = await shares.add(ann.id, DIGEST, wish_for(first))
    assert share.title == "Places"


async def test_an_answer_that_grows_is_not_shared_and_holds_up_no_other_branch(
    store: Store,
) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    first = await say(store, "one", owner=ann.id)
    growing = await store.ask(ann.id, Ask("two", "m", first.conversation.id))
    for leaf_id in (None, growing.answer.id):
        with pytest.raises(AnswerInProgress):
            await shares.add(ann.id, DIGEST, wish_for(first, leaf_id=leaf_id))
    assert await shares.find(DIGEST) is None
    await shares.add(ann.id, DIGEST, wish_for(first, leaf_id=first.answer.id))
    await settle(store, growing.answer, settlement("…", status="stopped"))
    await shares.add(ann.id, "b" * 64, wish_for(first))


async def test_what_is_anothers_is_shared_and_revoked_like_what_does_not_exist(
    store: Store,
) -> None:
    shares, (ann, bob) = shares_of(store), await two_people(store)
    own, others = await say(store, "mine", owner=bob.id), await say(store, "hers", owner=ann.id)
    long = "x" * (MAX_SNAPSHOT_BYTES + 1)
    huge = await say(store, "hers", answer=long, owner=ann.id)
    share = await shares.add(ann.id, DIGEST, wish_for(others))
    told = []
    for wish in (
        wish_for(others),
        wish_for(huge),
        ShareWish("no", MONTH),
    ):
        with pytest.raises(NotFound) as denied:
            await shares.add(bob.id, "b" * 64, wish)
        told.append(denied.value.info)
    assert len(set(told)) == 1
    told = []
    for leaf_id in (others.answer.id, huge.answer.id, others.conversation.id, "no"):
        with pytest.raises(NotFound) as denied:
            await shares.add(bob.id, "b" * 64, wish_for(own, leaf_id=leaf_id))
        told.append(denied.value.info)
    assert len(set(told)) == 1
    told = []
    for share_id in (share.id, "no"):
        with pytest.raises(NotFound) as denied:
            await shares.revoke(bob.id, share_id)
        told.append(denied.value.info)
    assert len(set(told)) == 1
    assert await shares.all_of(bob.id) == []
    assert await texts(store) == ["hers", "A river."]


async def test_a_share_that_was_revoked_or_has_expired_is_gone_for_everybody(
    store: Store, clock: Clock
) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    first = await say(store, "one", owner=ann.id)
    revoked = await shares.add(ann.id, DIGEST, wish_for(first))
    short = ShareWish(first.conversation.id, timedelta(days=1))
    expired = await shares.add(ann.id, "b" * 64, short)
    await shares.add(ann.id, "c" * 64, wish_for(first))
    await shares.revoke(ann.id, revoked.id)
    clock.now += timedelta(days=1)

    assert [await shares.find(digest * 64) is None for digest in "abc"] == [True, True, False]
    for share in (revoked, expired):
        with pytest.raises(NotFound):
            await shares.revoke(ann.id, share.id)
    assert len(await shares.all_of(ann.id)) == 1
    await store.purge(clock.now)
    clock.now -= timedelta(days=1)
    assert await shares.find("b" * 64) is None
    await shares.revoke_all(ann.id)
    assert (await shares.all_of(ann.id), await shares.find("c" * 64)) == ([], None)


@pytest.mark.parametrize("forever", [False, True])
async def test_a_share_ends_with_its_conversation_and_does_not_come_back(
    store: Store, forever: bool
) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    first, other = await say(store, "one", owner=ann.id), await say(store, "two", owner=ann.id)
    await shares.add(ann.id, DIGEST, wish_for(first))
    await shares.add(ann.id, "b" * 64, wish_for(other))
    await store.delete_conversation(ann.id, first.conversation.id, forever=forever)

    assert await shares.find(DIGEST) is None
    with pytest.raises(NotFound if forever else ConversationDeleted):
        await shares.add(ann.id, "c" * 64, wish_for(first))
    if not forever:
        await store.restore_conversation(ann.id, first.conversation.id)
        assert await shares.find(DIGEST) is None
    assert [each.title for each in await shares.all_of(ann.id)] == ["two"]


async def test_shares_end_with_the_account_that_is_disabled_or_removed(store: Store) -> None:
    shares, (ann, bob) = shares_of(store), await two_people(store)
    hers, his = await say(store, "hers", owner=ann.id), await say(store, "his", owner=bob.id)
    await shares.add(ann.id, DIGEST, wish_for(hers))
    await shares.add(bob.id, "b" * 64, wish_for(his))
    accounts = accounts_of(store)
    await accounts.change(bob.id, limits={"questions": 3})
    assert await shares.find("b" * 64) is not None
    await accounts.change(bob.id, disabled=True)
    assert await shares.find("b" * 64) is None
    with pytest.raises(Unauthenticated):
        await shares.add(bob.id, "c" * 64, wish_for(his))
    await accounts.change(bob.id, disabled=False)
    assert await shares.all_of(bob.id) == []
    await shares.add(bob.id, "d" * 64, wish_for(his))
    await accounts.remove(bob.id)
    assert await shares.find("d" * 64) is None
    with pytest.raises(Unauthenticated):
        await shares.add(bob.id, "e" * 64, wish_for(his))
    await accounts.remove(ann.id, as_local=True)
    assert await shares.find(DIGEST) is None


async def test_an_owner_has_so_many_shares_of_so_many_bytes(store: Store, clock: Clock) -> None:
    shares, (ann, bob) = shares_of(store), await two_people(store)
    first = await say(store, "one", owner=ann.id)
    short = ShareWish(first.conversation.id, timedelta(days=1))
    made, refused = await outcomes(
        *(shares.add(ann.id, f"{n:064}", short) for n in range(MAX_SHARES + 5))
    )
    assert (len(made), refused) == (MAX_SHARES, {TooManyShares})
    await shares.add(bob.id, DIGEST, wish_for(await say(store, "his", owner=bob.id)))
    clock.now += timedelta(days=1)
    await shares.add(ann.id, "b" * 64, wish_for(first))
    for size in (MAX_SNAPSHOT_BYTES, MAX_SNAPSHOT_BYTES - 10, MAX_SNAPSHOT_BYTES // 3):
        # Characters, bytes of UTF-8, and what JSON makes of them.
        text = ("x" if size > MAX_SNAPSHOT_BYTES // 2 else "\x01") * size
        long = await say(store, "one", answer=text, owner=ann.id)
        with pytest.raises(NotShareable):
            await shares.add(ann.id, "c" * 64, wish_for(long))
    fits = await say(store, "한", answer="강" * (MAX_SNAPSHOT_BYTES // 3 - 200), owner=ann.id)
    await shares.add(ann.id, "d" * 64, wish_for(fits))


async def test_an_empty_conversation_is_not_shared(store: Store) -> None:
    shares, (ann, _) = shares_of(store), await two_people(store)
    first = await say(store, "one", owner=ann.id)
    nowhere = ConversationChanges(frozenset({"leaf_id"}), leaf_id=None)
    await store.update_conversation(ann.id, first.conversation.id, nowhere)
    with pytest.raises(NotShareable):
        await shares.add(ann.id, DIGEST, wish_for(first))


async def test_a_share_that_races_with_what_ends_it_is_never_left_behind(store: Store) -> None:
    shares, accounts, (_, bob) = shares_of(store), accounts_of(store), await two_people(store)
    for number in range(20):
        first = await say(store, "one", owner=bob.id)
        digests = [f"{number}-{n}" for n in range(4)]

        async def end(
            place: str = first.conversation.id, *, by_deletion: bool = number % 2 == 0
        ) -> None:
            if by_deletion:
                await store.delete_conversation(bob.id, place)
            else:
                await accounts.change(bob.id, disabled=True)

        works: list[Awaitable[object]] = [
            shares.add(bob.id, digest, wish_for(first)) for digest in digests
        ]
        works.insert(number % 5, end())
        await asyncio.gather(*works, return_exceptions=True)

        assert [await shares.find(each) for each in digests] == [None] * 4
        assert await shares.all_of(bob.id) == []
        await accounts.change(bob.id, disabled=False)
