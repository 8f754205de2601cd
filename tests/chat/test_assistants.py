"""Assistants: those that ship, what a question takes of one, and what stays of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from yeoul.bus import open_bus
from yeoul.bus.base import Change
from yeoul.chat import Assistants
from yeoul.chat.shipped_assistants import SHIPPED
from yeoul.errors import NotFound, ProviderUnavailable
from yeoul.protocol import assistants as limits
from yeoul.protocol.assistants import AssistantFields
from yeoul.protocol.conversation import BegunWith, Parameters
from yeoul.providers.base import Model
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted
from yeoul.store import open_store
from yeoul.store.base import Ask, Begun, IdempotencyKey, Store

pytestmark = pytest.mark.anyio

KEY = IdempotencyKey("k", "0" * 64)


class _Away(Scripted):
    """A provider whose service is away."""

    async def models(self) -> list[Model]:
        raise ProviderUnavailable("The service is away.")


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = await open_store("memory:")
    yield store
    await store.aclose()


def assistants_in(store: Store, provider: Scripted | None = None) -> Assistants:
    made = Assistants.of(store, Catalogue([provider or Scripted({"m": ()})]), open_bus())
    assert made is not None
    return made


async def names_in(assistants: Assistants, owner: str = "ann") -> tuple[list[str], list[str]]:
    listed = await assistants.all_of(owner, "en")
    here, deleted = listed.assistants, listed.deleted
    return [each.fields.name for each in here], [each.fields.name for each in deleted]


def test_what_ships_is_within_the_limits_and_alike_in_both_languages() -> None:
    for texts in SHIPPED.values():
        assert texts.keys() == {"en", "ko"}
        assert texts["en"].name != texts["ko"].name
        assert texts["en"].parameters == texts["ko"].parameters
        for fields in texts.values():
            assert len(fields.name) <= limits.MAX_NAME_CHARS
            assert len(fields.description) <= limits.MAX_DESCRIPTION_CHARS
            assert len(fields.instructions) <= 1_000  # small models forget longer ones
            assert 1 <= len(fields.starters) <= limits.MAX_STARTERS
            assert fields.model is None


async def test_what_ships_is_everybodys_in_the_language_of_the_reader(store: Store) -> None:
    assistants = assistants_in(store)
    assert await names_in(assistants) == (["Document summary", "English tutor"], [])
    korean = (await assistants.all_of("ann", "ko")).assistants
    assert {each.fields.name for each in korean} == {"영어 회화 선생님", "문서 요약"}
    assert all(each.shipped for each in korean)
    assert (await assistants.find("ann", "english-tutor", "ko")).fields.name == "영어 회화 선생님"


async def test_assistants_are_listed_by_their_names(store: Store) -> None:
    assistants = assistants_in(store)
    for name in ("zoo", "Ant", "English butler", "여울"):
        await assistants.add("ann", AssistantFields(name))
    names = ["Ant", "Document summary", "English butler", "English tutor", "zoo", "여울"]
    assert await names_in(assistants) == (names, [])
    assert await names_in(assistants, "bob") == (["Document summary", "English tutor"], [])


async def test_one_that_ships_is_changed_deleted_and_brought_back_for_one_owner(
    store: Store,
) -> None:
    assistants = assistants_in(store)
    changed = await assistants.change("ann", "english-tutor", {"name": "Mine"}, "ko")
    assert (changed.fields.name, changed.shipped) == ("Mine", False)
    assert changed.fields.starters == SHIPPED["english-tutor"]["ko"].starters
    assert await names_in(assistants) == (["Document summary", "Mine"], [])

    await assistants.remove("ann", "english-tutor")
    assert await names_in(assistants) == (["Document summary"], ["English tutor"])
    with pytest.raises(NotFound):
        await assistants.find("ann", "english-tutor", "en")
    assert (await names_in(assistants, "bob"))[0] == ["Document summary", "English tutor"]

    restored = await assistants.restore("ann", "english-tutor", "ko")
    assert (restored.fields.name, restored.shipped) == ("영어 회화 선생님", True)
    assert await names_in(assistants) == (["Document summary", "English tutor"], [])


async def test_one_of_ones_own_is_gone_for_good(store: Store) -> None:
    assistants = assistants_in(store)
    made = await assistants.add("ann", AssistantFields("Mine"))
    await assistants.remove("ann", made.id)
    for work in (
        assistants.find("ann", made.id, "en"),
        assistants.restore("ann", made.id, "en"),
        assistants.change("ann", made.id, {"name": "x"}, "en"),
        assistants.remove("ann", made.id),
    ):
        with pytest.raises(NotFound):
            await work


async def test_each_change_is_told_to_its_owner(store: Store) -> None:
    bus = open_bus()
    assistants = Assistants.of(store, Catalogue([]), bus)
    assert assistants is not None
    hers, his = bus.listen("ann"), bus.listen("bob")
    made = await assistants.add("ann", AssistantFields("Mine"))
    await assistants.change("ann", made.id, {"name": "x"}, "en")
    await assistants.remove("ann", made.id)
    await assistants.restore("ann", "english-tutor", "en")
    with pytest.raises(NotFound):
        await assistants.remove("ann", made.id)
    assert hers.take() == [Change("assistants")] * 4
    assert his.take() == []


async def test_a_question_takes_what_it_does_not_say_itself(store: Store) -> None:
    assistants = assistants_in(store)
    made = await assistants.add(
        "ann",
        AssistantFields("F", instructions="I", model="m", parameters=Parameters(0.5, seed=1)),
    )
    mark = BegunWith(made.id, "F")
    plain = await assistants.begin("ann", Ask("?"), made.id, None, "en")
    assert (plain.system, plain.model, plain.parameters) == ("I", "m", Parameters(0.5, seed=1))
    assert plain.begun == Begun(mark, "m", Parameters(0.5, seed=1))

    own = Ask("?", "other", system="", parameters=Parameters(temperature=0.0))
    wish = await assistants.begin("ann", own, made.id, None, "en")
    assert (wish.system, wish.model, wish.parameters) == ("", "other", Parameters(0.0, seed=1))
    assert wish.begun == Begun(mark, "other", Parameters(0.0, seed=1))

    empty = await assistants.add("ann", AssistantFields("Empty"))
    wish = await assistants.begin("ann", Ask("?"), empty.id, None, "en")
    assert (wish.system, wish.model, wish.parameters) == (None, None, Parameters())


async def test_a_model_that_is_gone_leaves_it_to_the_default_and_that_is_kept(
    store: Store,
) -> None:
    assistants = assistants_in(store)
    made = await assistants.add("ann", AssistantFields("F", model="gone"))
    wish = await assistants.begin("ann", Ask("?"), made.id, None, "en")
    assert wish.model is None
    assert wish.begun == Begun(BegunWith(made.id, "F", "gone"), None, Parameters())
    # Who says which one should answer is told by themselves if it is not there.
    wish = await assistants.begin("ann", Ask("?", "other"), made.id, None, "en")
    assert wish.begun == Begun(BegunWith(made.id, "F"), "other", Parameters())


async def test_a_model_of_which_nobody_can_tell_is_not_taken_for_gone(store: Store) -> None:
    assistants = assistants_in(store, _Away({}))
    made = await assistants.add("ann", AssistantFields("F", model="office/llama"))
    with pytest.raises(ProviderUnavailable):
        await assistants.begin("ann", Ask("?"), made.id, None, "en")


async def test_a_parameter_can_be_taken_back(store: Store) -> None:
    assistants = assistants_in(store)
    brings = AssistantFields("F", parameters=Parameters(0.5, seed=1))
    made = await assistants.add("ann", brings)
    own = Ask("?", parameters=Parameters(max_tokens=9))
    wish = await assistants.begin("ann", own, made.id, None, "en", said={"temperature"})
    assert wish.parameters == Parameters(seed=1, max_tokens=9)


async def test_what_was_asked_before_is_known_while_its_service_is_away(store: Store) -> None:
    assistants = assistants_in(store)
    made = await assistants.add("ann", AssistantFields("F", model="m"))
    wish = await assistants.begin("ann", Ask("?"), made.id, KEY, "en")
    first = await store.ask("ann", wish, KEY)
    again = await assistants_in(store, _Away({})).begin("ann", Ask("?"), made.id, KEY, "en")
    assert (await store.ask("ann", again, KEY)).answer.id == first.answer.id


async def test_what_was_asked_before_is_known_when_its_assistant_is_gone(store: Store) -> None:
    assistants = assistants_in(store)
    made = await assistants.add("ann", AssistantFields("F", instructions="I"))
    wish = await assistants.begin("ann", Ask("?", "m"), made.id, KEY, "en")
    first = await store.ask("ann", wish, KEY)
    await assistants.remove("ann", made.id)
    again = await assistants.begin("ann", Ask("?", "m"), made.id, KEY, "en")
    assert (await store.ask("ann", again, KEY)).answer.id == first.answer.id
    for key in (None, IdempotencyKey("another", "0" * 64)):
        with pytest.raises(NotFound):
            await assistants.begin("ann", Ask("?", "m"), made.id, key, "en")
