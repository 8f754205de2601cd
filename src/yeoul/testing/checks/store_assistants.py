"""The contract of assistants (store/assistants.py), and of what conversations keep of them.

A store that keeps no assistants passes over most of these checks.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from yeoul.errors import InvalidRequest, NotFound, TooManyAssistants, Unauthenticated
from yeoul.protocol.assistants import MAX_ASSISTANTS, AssistantFields
from yeoul.protocol.conversation import BegunWith, Parameters, new_id
from yeoul.store.assistants import AssistantStore, KeptAssistant
from yeoul.store.base import Ask, Begun, ImportedConversation, Store
from yeoul.testing.people import NOW, accounts_of, outcomes, password_of, person
from yeoul.testing.stores import OWNER, STRANGER, OpenStore

PIRATE = AssistantFields(
    name="해적 🏴‍☠️",
    description="Says “ahoy”.",
    instructions="Talk like a pirate.\nBe brief.",
    model="office/llama",
    parameters=Parameters(temperature=0.5, seed=7),
    starters=("Ahoy?", "보물은 어디에?"),
)
PLAIN = AssistantFields("Plain")
SHIPPED = AssistantFields("Tutor", starters=("Hello",))
MARK = BegunWith("a1", "해적", "office/llama")


def assistants_of(store: Store) -> AssistantStore:
    """Return the assistants of a store; without them, the check is not run."""
    if store.assistants is None:
        pytest.skip("NOT RUN: this store keeps no assistants")
    return store.assistants


async def test_an_assistant_is_kept_as_it_was_given_and_for_its_owner_alone(
    open_store: OpenStore,
) -> None:
    async with open_store() as store:
        await assistants_of(store).add(OWNER, "a1", PIRATE)
        await assistants_of(store).add(OWNER, "a2", PLAIN)
    async with open_store() as store:
        assistants = assistants_of(store)
        kept = [KeptAssistant("a1", PIRATE), KeptAssistant("a2", PLAIN)]
        assert await assistants.all_of(OWNER) == kept
        assert await assistants.find(OWNER, "a1") == kept[0]
        assert await assistants.all_of(STRANGER) == []
        assert await assistants.find(STRANGER, "a1") is None
        with pytest.raises(NotFound):
            await assistants.change(STRANGER, "a1", {"name": "theirs"})
        with pytest.raises(NotFound):
            await assistants.remove(STRANGER, "a1")
        await assistants.forget(STRANGER, "a1")
        assert await assistants.all_of(OWNER) == kept


async def test_a_change_leaves_what_it_does_not_name(store: Store) -> None:
    assistants = assistants_of(store)
    await assistants.add(OWNER, "a1", PIRATE)
    changed = await assistants.change(OWNER, "a1", {"name": "Captain", "starters": ()})
    assert changed == replace(PIRATE, name="Captain", starters=())
    changed = await assistants.change(
        OWNER, "a1", {"model": None, "parameters": Parameters(), "instructions": ""}
    )
    expected = replace(
        PIRATE, name="Captain", starters=(), model=None, parameters=Parameters(), instructions=""
    )
    assert changed == expected
    assert await assistants.all_of(OWNER) == [KeptAssistant("a1", expected)]
    with pytest.raises(NotFound):
        await assistants.change(OWNER, "a2", {"name": "x"})


async def test_a_deleted_assistant_is_gone(store: Store) -> None:
    assistants = assistants_of(store)
    await assistants.add(OWNER, "a1", PIRATE)
    await assistants.remove(OWNER, "a1")
    assert await assistants.all_of(OWNER) == []
    for work in (assistants.remove(OWNER, "a1"), assistants.change(OWNER, "a1", {"name": "x"})):
        with pytest.raises(NotFound):
            await work


async def test_one_that_ships_is_the_owners_once_it_is_changed(store: Store) -> None:
    assistants = assistants_of(store)
    changed = await assistants.change(OWNER, "tutor", {"description": "mine"}, shipped=SHIPPED)
    own = replace(SHIPPED, description="mine")
    assert changed == own
    # What ships may be another one by then: the owner's stays.
    later = replace(SHIPPED, name="Teacher", description="another")
    changed = await assistants.change(OWNER, "tutor", {"model": "m"}, shipped=later)
    assert changed == replace(own, model="m")
    assert await assistants.all_of(STRANGER) == []
    await assistants.forget(OWNER, "tutor")
    assert await assistants.find(OWNER, "tutor") is None


async def test_one_that_ships_stays_deleted_until_that_is_forgotten(store: Store) -> None:
    assistants = assistants_of(store)
    await assistants.remove(OWNER, "tutor", shipped=True)
    await assistants.change(STRANGER, "tutor", {"name": "x"}, shipped=SHIPPED)
    gone = KeptAssistant("tutor", None)
    assert await assistants.all_of(OWNER) == [gone]
    assert await assistants.find(OWNER, "tutor") == gone
    with pytest.raises(NotFound):
        await assistants.remove(OWNER, "tutor", shipped=True)
    with pytest.raises(NotFound):
        await assistants.change(OWNER, "tutor", {"name": "x"}, shipped=SHIPPED)
    for _ in range(2):
        await assistants.forget(OWNER, "tutor")
        assert await assistants.all_of(OWNER) == []
    await assistants.change(OWNER, "tutor", {"name": "x"}, shipped=SHIPPED)
    await assistants.remove(OWNER, "tutor", shipped=True)
    assert await assistants.all_of(OWNER) == [gone]


async def test_an_owner_has_so_many_assistants_and_no_more(store: Store) -> None:
    assistants = assistants_of(store)
    await assistants.remove(OWNER, "tutor", shipped=True)
    for number in range(MAX_ASSISTANTS - 3):
        await assistants.add(OWNER, f"a{number}", PLAIN)
    done, errors = await outcomes(
        *(assistants.add(OWNER, f"late{number}", PLAIN) for number in range(5))
    )
    assert (len(done), errors) == (3, {TooManyAssistants})
    await assistants.add(STRANGER, "a1", PLAIN)
    await assistants.remove(OWNER, "a1")
    await assistants.add(OWNER, new_id(), PLAIN)


async def test_changes_that_cross_are_all_made(store: Store) -> None:
    assistants = assistants_of(store)
    await outcomes(
        assistants.change(OWNER, "tutor", {"description": "mine"}, shipped=SHIPPED),
        assistants.change(OWNER, "tutor", {"model": "m"}, shipped=SHIPPED),
        assistants.change(OWNER, "tutor", {"instructions": "i"}, shipped=SHIPPED),
    )
    whole = replace(SHIPPED, description="mine", model="m", instructions="i")
    assert await assistants.all_of(OWNER) == [KeptAssistant("tutor", whole)]


async def test_what_can_be_no_id_leads_nowhere(store: Store) -> None:
    assistants = assistants_of(store)
    for id in ("", "여울", "x" * 10_000):
        assert await assistants.find(OWNER, id) is None
        with pytest.raises(NotFound):
            await assistants.change(OWNER, id, {"name": "x"})
        with pytest.raises(NotFound):
            await assistants.remove(OWNER, id)
        await assistants.forget(OWNER, id)


async def test_a_text_that_is_no_unicode_is_refused(store: Store) -> None:
    assistants = assistants_of(store)
    with pytest.raises(InvalidRequest):
        await assistants.add(OWNER, "a1", AssistantFields("\ud800"))
    assert await assistants.all_of(OWNER) == []


async def test_the_first_account_takes_the_local_persons_assistants_over(store: Store) -> None:
    assistants, accounts = assistants_of(store), accounts_of(store)
    await assistants.add("local", "a1", PIRATE)
    await assistants.remove("local", "tutor", shipped=True)
    ann = person("ann", "admin")
    await accounts.add(ann, password_of(ann), first=True)
    kept = await assistants.all_of(ann.id)
    assert kept == [KeptAssistant("a1", PIRATE), KeptAssistant("tutor", None)]
    assert await assistants.all_of("local") == []
    await accounts.remove(ann.id, as_local=True)
    assert await assistants.all_of("local") == kept


async def test_what_the_last_account_has_goes_before_what_the_local_person_has(
    store: Store,
) -> None:
    assistants, accounts = assistants_of(store), accounts_of(store)
    ann = person("ann", "admin")
    await accounts.add(ann, password_of(ann), first=True)
    # A server without accounts may have run meanwhile.
    for owner, fields in (("local", PLAIN), (ann.id, PIRATE)):
        await assistants.add(owner, "tutor", fields)
    await assistants.add("local", "a1", PLAIN)
    await accounts.remove(ann.id, as_local=True)
    kept = await assistants.all_of("local")
    assert sorted(kept) == [KeptAssistant("a1", PLAIN), KeptAssistant("tutor", PIRATE)]


async def test_assistants_go_with_their_owners_account(store: Store) -> None:
    assistants, accounts = assistants_of(store), accounts_of(store)
    root, ann = person("root", "admin"), person("ann")
    for each in (root, ann):
        await accounts.add(each, None)
        await assistants.add(each.id, "a1", PIRATE)
    await accounts.change(ann.id, disabled=True)
    for late in (
        assistants.add(ann.id, "a2", PLAIN),
        assistants.change(ann.id, "a1", {"name": "late"}),
        assistants.remove(ann.id, "a1"),
    ):
        with pytest.raises(Unauthenticated):
            await late
    assert await assistants.all_of(ann.id) == [KeptAssistant("a1", PIRATE)]
    await accounts.remove(ann.id)
    assert await assistants.all_of(ann.id) == []
    with pytest.raises(Unauthenticated):
        await assistants.add(ann.id, "a2", PLAIN)
    assert await assistants.all_of(root.id) == [KeptAssistant("a1", PIRATE)]


async def test_a_conversation_keeps_what_it_was_begun_with(store: Store) -> None:
    parameters = Parameters(temperature=0.5)
    begun = Begun(MARK, "scripted", parameters)
    own = Parameters(temperature=1.0, seed=7)
    wish = Ask("Ahoy?", "another", system="Talk like a pirate.", parameters=own, begun=begun)
    asked = await store.ask(OWNER, wish)
    read = await store.conversation(OWNER, asked.conversation.id)
    assert read == asked.conversation
    assert (read.assistant, read.model, read.parameters) == (MARK, "scripted", parameters)
    assert read.system == "Talk like a pirate."
    # The question itself says what it wants; the next ones have what was kept.
    assert (asked.answer.model, asked.answer.parameters) == ("another", own)
    [listed] = (await store.conversations(OWNER)).conversations
    assert listed == read


async def test_an_imported_conversation_keeps_what_it_was_begun_with(store: Store) -> None:
    given = ImportedConversation("c1", "old", NOW, NOW, [], assistant=MARK)
    imported = await store.import_conversation(OWNER, given)
    assert (await store.conversation(OWNER, imported.conversation_id)).assistant == MARK
    plain = await store.import_conversation(OWNER, replace(given, id="c2", assistant=None))
    assert (await store.conversation(OWNER, plain.conversation_id)).assistant is None
