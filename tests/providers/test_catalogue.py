"""The catalogue finds a model's provider, whatever the other providers do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import anyio
import pytest

from tests.providers.listers import Lister, Owner, Slow
from yeoul.errors import (
    Internal,
    ModelUnavailable,
    ProviderTimeout,
    ProviderUnavailable,
    UnknownModel,
)
from yeoul.providers import catalogue as module
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

AWAY = ProviderUnavailable("away")


async def test_models_come_in_the_order_of_the_providers_each_id_once() -> None:
    first, second = Lister("openai", "a", "b"), Lister("embedded", "b", "c")

    models = await Catalogue([first, second]).models()

    assert [(model.id, model.provider) for model in models] == [
        ("a", "openai"),
        ("b", "openai"),
        ("c", "embedded"),
    ]


async def test_a_service_that_is_away_hides_nobody_elses_models() -> None:
    catalogue = Catalogue([Lister("openai", failure=AWAY), Lister("embedded", "c")])

    assert [model.id for model in await catalogue.models()] == ["c"]
    assert (await catalogue.find("c"))[0].name == "embedded"


async def test_why_a_provider_lists_nothing_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    catalogue = Catalogue([Lister("openai", failure=AWAY), Lister("embedded", "c")])
    for _ in range(3):
        await catalogue.models()

    assert caplog.messages == [f"no models from openai: {AWAY.detail}"]


async def test_an_unforeseen_failure_of_one_provider_hides_nobody_elses_models() -> None:
    class Broken(Lister):
        async def models(self) -> Sequence[Model]:
            raise ValueError("no list")

    catalogue = Catalogue([Broken("openai"), Lister("embedded", "c")])

    assert [model.id for model in await catalogue.models()] == ["c"]
    with pytest.raises(Internal):
        await catalogue.find("d")


async def test_a_service_that_does_not_answer_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Silent(Lister):
        async def models(self) -> Sequence[Model]:
            await asyncio.Event().wait()
            raise AssertionError

    monkeypatch.setattr(module, "PROVIDER_LISTING_TIMEOUT_S", 0.01)
    catalogue = Catalogue([Silent("openai"), Lister("embedded", "c")])

    assert [model.id for model in await catalogue.models()] == ["c"]
    with pytest.raises(ProviderTimeout):
        await catalogue.find("d")


async def test_without_any_model_the_first_failure_is_told() -> None:
    with pytest.raises(ProviderUnavailable, match="away"):
        await Catalogue([Lister("openai", failure=AWAY)]).models()


async def test_without_any_provider_it_is_told_why_each_is_absent() -> None:
    catalogue = Catalogue([], absent={"openai": "No key.", "embedded": "No file."})

    with pytest.raises(ModelUnavailable, match=r"No key\. No file\."):
        await catalogue.models()
    with pytest.raises(ModelUnavailable, match=r"No key\. No file\."):
        await catalogue.ready()


async def test_the_default_is_the_named_model_else_the_first_of_the_default_provider() -> None:
    first, second = Lister("openai", "a", "b"), Lister("embedded", "c", "d")

    assert (await Catalogue([first, second]).default()).id == "a"
    assert (await Catalogue([first, second], default_model="b").default()).id == "b"
    assert (await Catalogue([first, second], default_provider=second).default()).id == "c"
    named = Catalogue([first, second], default_provider=second, default_model="d")
    assert (await named.find())[1].id == "d"


async def test_nobody_answers_in_the_place_of_a_service_that_was_never_reached() -> None:
    service = Lister("openai", "a", failure=AWAY, remote=True)
    catalogue = Catalogue([service, Lister("embedded", "c")])
    await catalogue.start()

    for _ in range(2):
        with pytest.raises(ProviderUnavailable, match="away"):
            await catalogue.find()
    assert [model.id for model in await catalogue.models()] == ["c"]
    assert catalogue.known_default() is None
    service.failure = None
    assert (await catalogue.find())[0] is service


async def test_the_default_asks_nobody_but_its_own_provider() -> None:
    service, embedded = Lister("openai", "a", remote=True), Lister("embedded", "c")

    await Catalogue([service, embedded]).default()

    assert (service.listed, embedded.listed) == (1, 0)


async def test_a_service_that_cannot_be_reached_any_more_keeps_the_models_it_told() -> None:
    service = Lister("openai", "a", "b", remote=True)
    catalogue = Catalogue([service, Lister("embedded", "c")])
    await catalogue.models()
    service.failure = AWAY

    assert [model.id for model in await catalogue.models()] == ["a", "b", "c"]
    assert (await catalogue.default()).id == "a"
    service.failure = None
    await catalogue.aclose()


async def test_a_question_does_not_wait_for_a_list_that_is_known() -> None:
    class Slow(Lister):
        """Tells its models once, and then when it is let."""

        go_on = asyncio.Event()

        async def models(self) -> Sequence[Model]:
            models = await super().models()
            if self.listed == 1:
                return models
            await self.go_on.wait()
            return models[1:]

    service = Slow("openai", "a", "b", remote=True)
    catalogue = Catalogue([service])

    told = [(await catalogue.default()).id for _ in range(3)]
    service.go_on.set()
    await anyio.wait_all_tasks_blocked()

    assert told == ["a", "a", "a"]
    assert service.listed == 2
    assert catalogue.known_default() == Model("b", "openai", "b")
    await catalogue.aclose()


async def test_a_provider_without_models_has_no_default() -> None:
    with pytest.raises(ModelUnavailable, match="embedded has no model"):
        await Catalogue([Lister("embedded"), Lister("other", "a")]).default()
    with pytest.raises(UnknownModel):
        await Catalogue([Lister("embedded", "c")], default_model="gone").default()


async def test_an_id_stays_the_first_providers_when_a_later_one_tells_it_too() -> None:
    service = Lister("openai", "a", "b", remote=True)
    catalogue = Catalogue([service, Lister("embedded", "b")])
    await catalogue.models()
    service.failure = AWAY
    await catalogue.models()

    assert catalogue.known_provider("b") is service
    service.failure = None
    await catalogue.aclose()


async def test_an_unknown_model_is_answered_with_those_that_exist() -> None:
    catalogue = Catalogue([Lister("embedded", "c", "d")])

    with pytest.raises(UnknownModel, match=r"'x'.*c, d\."):
        await catalogue.find("x")


async def test_a_model_that_may_be_the_absent_services_is_not_called_unknown() -> None:
    catalogue = Catalogue([Lister("openai", failure=AWAY), Lister("embedded", "c")])

    with pytest.raises(ProviderUnavailable):
        await catalogue.find("x")


async def test_finding_a_known_model_asks_nobody() -> None:
    service = Lister("openai", "a", remote=True)
    catalogue = Catalogue([service])
    await catalogue.find("a")
    service.failure = AWAY

    provider, _ = await catalogue.find("a")

    assert provider is service
    assert catalogue.known_provider("a") is service
    assert catalogue.known_provider("x") is None
    assert service.listed == 1


async def test_the_start_asks_no_service_and_starts_only_the_default() -> None:
    service, embedded = Lister("openai", "a", remote=True), Lister("embedded", "c")
    catalogue = Catalogue([service, embedded])

    await catalogue.start()

    assert (service.listed, service.events) == (0, ["start"])
    assert (embedded.listed, embedded.events) == (1, [])
    assert catalogue.known_provider("c") is embedded


async def test_readiness_is_that_of_the_default_provider() -> None:
    away, here = Lister("openai", failure=AWAY), Lister("embedded", "c")

    await Catalogue([away, here], default_provider=here).ready()
    with pytest.raises(ProviderUnavailable):
        await Catalogue([away, here]).ready()


async def test_closing_closes_all_and_tells_the_first_failure() -> None:
    bad, good = Lister("openai", failure=AWAY), Lister("embedded", "c")

    with pytest.raises(ProviderUnavailable):
        await Catalogue([bad, good]).aclose()

    assert (bad.events, good.events) == (["close"], ["close"])


async def test_a_provider_that_is_added_comes_behind_the_others_and_is_heard_of() -> None:
    catalogue = Catalogue([Lister("embedded", "c")])
    heard: list[tuple[str, ...]] = []
    catalogue.on_change(lambda: heard.append(tuple(p.name for p in catalogue.providers)))
    await catalogue.models()
    service = Lister("work", "work/a", "c")

    catalogue.add(service)

    assert heard == [("embedded", "work")]
    assert [model.id for model in await catalogue.models()] == ["c", "work/a"]
    assert (await catalogue.default()).id == "c"
    assert (await catalogue.find("work/a"))[0] is service
    assert (await catalogue.find("c"))[0].name == "embedded"
    assert len(heard) == 1


async def test_the_first_provider_of_all_has_the_default_model() -> None:
    catalogue = Catalogue([])

    catalogue.add(Lister("work", "work/a"))

    assert (await catalogue.default()).id == "work/a"


async def test_a_provider_that_is_removed_is_found_no_more_and_closed_when_it_is_unused() -> None:
    service, other = Lister("work", "a", "b"), Lister("embedded", "b")
    catalogue = Catalogue([service, other])
    await catalogue.models()
    unused = asyncio.Event()
    waited_for: list[Provider] = []

    async def until_unused(provider: Provider) -> None:
        waited_for.append(provider)
        await unused.wait()

    catalogue.wait_before_closing(until_unused)
    heard: list[str] = []
    catalogue.on_change(lambda: heard.append("changed"))

    closing = catalogue.remove(service)

    assert heard == ["changed"]
    assert catalogue.known("a") is None
    assert catalogue.known_provider("b") is other
    assert catalogue.known_default() == Model("b", "embedded", "b")
    with pytest.raises(UnknownModel):
        await catalogue.find("a")
    await anyio.wait_all_tasks_blocked()
    assert (waited_for, service.events) == ([service], [])
    unused.set()
    await closing
    assert service.events == ["close"]


async def test_a_provider_that_is_still_used_is_closed_with_the_catalogue() -> None:
    service = Lister("work", "a")
    catalogue = Catalogue([service])
    catalogue.wait_before_closing(lambda _: asyncio.Event().wait())  # type: ignore[arg-type, return-value]
    catalogue.remove(service)

    await catalogue.aclose()

    assert service.events == ["close"]


async def test_a_list_that_arrives_after_its_provider_was_removed_is_dropped() -> None:
    class Slow(Lister):
        go_on = asyncio.Event()

        async def models(self) -> Sequence[Model]:
            await self.go_on.wait()
            return await super().models()

    service = Slow("work", "a")
    catalogue = Catalogue([service, Lister("embedded", "c")])
    listing = asyncio.gather(catalogue.models())
    await anyio.wait_all_tasks_blocked()

    await catalogue.remove(service)
    service.go_on.set()

    [models] = await listing
    assert [model.id for model in models] == ["c"]
    assert catalogue.known("a") is None


async def test_another_list_of_a_provider_is_heard_of_and_the_same_one_is_not() -> None:
    service = Lister("work", "a")
    catalogue = Catalogue([service])
    heard: list[str] = []
    catalogue.on_change(lambda: heard.append("changed"))

    await catalogue.models()
    await catalogue.models()
    assert heard == []
    service._ids = ("a", "b")
    await catalogue.models()
    assert heard == ["changed"]


async def test_a_service_that_goes_and_comes_back_is_heard_of_once_each_time() -> None:
    service = Lister("work", "a")
    catalogue = Catalogue([service, Lister("embedded", "c")])
    heard: list[str] = []
    catalogue.on_change(lambda: heard.append("changed"))

    await catalogue.models()
    service.failure = AWAY
    # Each reader that hears of it asks again.
    for _ in range(3):
        await catalogue.models()
    assert heard == ["changed"]
    service.failure = None
    for _ in range(3):
        await catalogue.models()
    assert heard == ["changed"] * 2


async def test_a_model_of_a_provider_that_says_which_are_its_own_asks_no_other() -> None:
    service, other = Owner("desk", "desk/a"), Lister("openai", failure=AWAY, remote=True)
    catalogue = Catalogue([other, service])

    assert catalogue.known_provider("desk/a") is service
    assert (await catalogue.find("desk/a"))[0] is service
    assert other.listed == 0
    with pytest.raises(UnknownModel):
        await catalogue.find("desk/b")
    with pytest.raises(ProviderUnavailable):
        await catalogue.find("a")
    assert service.listed == 2


async def test_a_model_that_only_one_provider_can_have_is_found_while_that_is_away() -> None:
    service = Owner("desk", failure=AWAY)
    catalogue = Catalogue([service, Lister("embedded", "c")])

    provider, model = await catalogue.find("desk/a")

    assert (provider, model.id) == (service, "desk/a")
    assert catalogue.known("desk/a") == (service, model)
    assert [each.id for each in await catalogue.models()] == ["c"]


async def test_the_reason_why_a_provider_lists_nothing_is_kept_until_it_does() -> None:
    service = Lister("desk", "a", failure=AWAY)
    catalogue = Catalogue([service, Lister("embedded", "c")])
    heard: list[str] = []
    catalogue.on_change(lambda: heard.append("changed"))

    assert catalogue.failure(service) is None
    await catalogue.refresh(service)
    failure = catalogue.failure(service)
    assert failure is not None
    assert failure.detail == "away"
    assert heard == []
    service.failure = None
    await catalogue.models()
    assert catalogue.failure(service) is None
    assert heard == ["changed"], "nobody had waited for its list"


async def test_a_failure_that_comes_late_is_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.01)
    slow = Slow("desk", failure=AWAY)
    catalogue = Catalogue([slow, Lister("embedded", "c")])
    heard = asyncio.Event()
    catalogue.on_change(heard.set)
    await catalogue.refresh(catalogue.providers[1])

    await catalogue.models()
    assert not heard.is_set()
    slow.go_on.set()
    await asyncio.wait_for(heard.wait(), 30)
    assert catalogue.failure(slow) is not None


async def test_the_list_of_all_models_waits_for_a_slow_provider_only_for_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.01)
    slow = Slow("desk", "desk/a")
    catalogue = Catalogue([slow, Lister("quick", "b"), Lister("embedded", "c")])
    heard = asyncio.Event()
    catalogue.on_change(heard.set)
    await catalogue.refresh(catalogue.providers[2])

    assert [model.id for model in await catalogue.models()] == ["b", "c"]
    assert [model.id for model in await catalogue.models()] == ["b", "c"]
    slow.go_on.set()
    await asyncio.wait_for(heard.wait(), 30)
    assert slow.listed == 1
    assert [model.id for model in await catalogue.models()] == ["desk/a", "b", "c"]
    await catalogue.aclose()


async def test_a_provider_that_is_replaced_leaves_its_place_to_the_new_one() -> None:
    old, other, new = Lister("desk", "a"), Lister("embedded", "c"), Lister("desk", "b")
    catalogue = Catalogue([old, other])
    await catalogue.models()

    await catalogue.replace(old, new)

    assert [model.id for model in await catalogue.models()] == ["b", "c"]
    assert (await catalogue.default()).id == "b"
    assert old.events == ["close"]


async def test_a_list_that_began_before_a_provider_was_replaced_is_not_that_of_all() -> None:
    old, new, tasks = Slow("desk", "a"), Lister("desk", "b"), Tasks()
    catalogue = Catalogue([old, Lister("embedded", "c")])
    before = tasks.start(catalogue.models(), name="before", awaited=True)
    await old.asked.wait()
    catalogue.replace(old, new)
    after = tasks.start(catalogue.models(), name="after", awaited=True)
    old.go_on.set()

    assert [model.id for model in await after] == ["b", "c"]
    await before
    await catalogue.aclose()
