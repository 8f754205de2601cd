"""What the core of services alone shows; its ways over HTTP are in tests/api/native."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from yeoul.errors import StorageFailed
from yeoul.providers import Catalogue, Scripted
from yeoul.services import (
    Kept,
    KeptService,
    NewService,
    ServiceChanges,
    ServiceFiles,
    Services,
    ServicesInFiles,
    key_hint,
)
from yeoul.services.services import AGAIN_S
from yeoul.tasks import Tasks

KEY = "sk-canary-0123456789"


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        (None, None),
        ("k", "…"),
        ("elevenchars", "…"),
        ("twelve-chars", "…hars"),
        (KEY, "…6789"),
    ],
)
def test_a_key_is_hinted_at_and_never_shown(key: str | None, hint: str | None) -> None:
    assert key_hint(key) == hint


def test_a_program_that_prints_a_wish_prints_no_key() -> None:
    address = "https://me:pw@h.example"
    wishes = (
        NewService(address, KEY),
        ServiceChanges(frozenset({"api_key"}), base_url=address, api_key=KEY),
    )
    assert not any(secret in repr(wishes) for secret in (KEY, "pw"))


@pytest.mark.anyio
async def test_a_change_is_carried_out_even_if_its_caller_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, go_on = threading.Event(), threading.Event()
    write = ServiceFiles.write

    def slowly(files: ServiceFiles, services: list[KeptService], *, removed: bool = False) -> None:
        writing.set()
        go_on.wait(30)
        write(files, services, removed=removed)

    monkeypatch.setattr(ServiceFiles, "write", slowly)
    catalogue, tasks = Catalogue([]), Tasks()
    services = Services(catalogue, lambda _: Scripted({}), keeper=ServicesInFiles(tmp_path))
    adding = tasks.start(services.add(NewService("http://127.0.0.1:9", name="Desk")), name="add")
    await asyncio.to_thread(writing.wait, 30)
    adding.cancel()
    await tasks.cancel()
    go_on.set()
    # Its turn comes when the first change has ended.
    await services.add(NewService("http://127.0.0.1:9", name="Other"))

    assert [state.id for state in await services.states()] == ["desk", "other"]
    assert [service.id for service in ServiceFiles(tmp_path).read()[0]] == ["desk", "other"]
    assert len(catalogue.providers) == 2
    await catalogue.aclose()


class Passing(ServicesInFiles):
    """What cannot be read for a while, and does not say that it has written."""

    failures = 0

    async def read(self) -> Kept:
        if self.failures:
            self.failures -= 1
            raise StorageFailed("The database cannot be reached; try again in a moment.")
        return await super().read()

    async def write(self, before: Kept, services: Sequence[KeptService]) -> bool:
        await super().write(before, services)
        raise StorageFailed("The connection to the database broke.")


@pytest.mark.anyio
async def test_what_was_kept_without_a_reply_is_offered_as_soon_as_it_can_be_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keeper, catalogue, waits = Passing(tmp_path), Catalogue([]), list[float]()
    services = Services(catalogue, lambda _: Scripted({}), keeper=keeper)
    told: list[str] = []
    services.tell_changed = lambda: told.append("others")
    services.look_again = lambda: told.append("here")

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    with pytest.raises(StorageFailed, match="broke"):
        await services.add(NewService("http://127.0.0.1:9", name="Desk"))
    assert told == ["others", "here"]
    assert await services.states() == []
    keeper.failures = 3
    await services.reload(sleep=sleep)
    assert waits == [AGAIN_S] * 3
    assert caplog.text.count("cannot be reached") == 1
    assert [state.id for state in await services.states()] == ["desk"]
    await catalogue.aclose()
