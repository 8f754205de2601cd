"""Every file in the folder of models is offered, and loaded when it is asked for."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from tests.contracts.providers import bundled_model
from tests.downloads.hub import model_bytes
from tests.providers.prompts import batches, finish_of, prompt
from yeoul.errors import InvalidRequest, ModelUnavailable, NotFound
from yeoul.providers.base import Progress
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.embedded.memory import MachineMemory, ModelMemory
from yeoul.providers.embedded.model_files import MODEL_ID
from yeoul.providers.embedded.provider import EmbeddedProvider
from yeoul.providers.embedded.shelf import Shelf

pytestmark = pytest.mark.anyio


def shelf_in(data_dir: Path, named: Path | None = None) -> tuple[Shelf, Catalogue]:
    (data_dir / "models").mkdir(parents=True, exist_ok=True)
    shelf = Shelf(data_dir, named, slots=1, context_length=256)
    catalogue = Catalogue(shelf.providers)
    shelf.fill(catalogue)
    return shelf, catalogue


def ids(shelf: Shelf) -> list[str]:
    return [provider.model_id for provider in shelf.providers]


def provider_of(shelf: Shelf, model_id: str) -> EmbeddedProvider:
    return next(provider for provider in shelf.providers if provider.model_id == model_id)


async def test_a_file_put_there_by_hand_is_offered_and_one_that_is_gone_no_more(
    tmp_path: Path,
) -> None:
    shelf, catalogue = shelf_in(tmp_path)
    told: list[None] = []
    catalogue.on_change(lambda: told.append(None))
    before = ids(shelf)
    path = tmp_path / "models" / "mine.gguf"
    path.write_bytes(model_bytes(1000))
    (tmp_path / "models" / "half.gguf.part").write_bytes(b"GGUF")
    (tmp_path / "models" / ".hidden.gguf").write_bytes(b"GGUF")

    await shelf.scan()
    await shelf.scan()
    assert ids(shelf) == [*before, "mine"]
    assert (await catalogue.find("mine"))[1].size_bytes == 1000
    assert len(told) == 1

    path.unlink()
    await shelf.scan()
    assert ids(shelf) == before
    assert catalogue.known("mine") is None
    await catalogue.aclose()


async def test_a_removed_file_does_not_come_back_by_a_look_that_was_taken_before(
    tmp_path: Path,
) -> None:
    shelf, catalogue = shelf_in(tmp_path)
    (tmp_path / "models" / "mine.gguf").write_bytes(model_bytes(1000))
    await shelf.scan()

    await asyncio.gather(shelf.scan(), shelf.remove("mine"), shelf.scan())

    assert "mine" not in ids(shelf)
    await catalogue.aclose()


async def test_another_file_of_the_same_name_is_another_model(tmp_path: Path) -> None:
    shelf, catalogue = shelf_in(tmp_path)
    path = tmp_path / "models" / "mine.gguf"
    path.write_bytes(model_bytes(1000))
    await shelf.scan()
    before = provider_of(shelf, "mine")

    path.write_bytes(model_bytes(2000))
    await shelf.scan()

    assert provider_of(shelf, "mine") is not before
    assert (await catalogue.find("mine"))[1].size_bytes == 2000
    await catalogue.aclose()


async def test_the_named_file_comes_first_and_the_others_stay(tmp_path: Path) -> None:
    named = tmp_path / "elsewhere.gguf"
    named.write_bytes(model_bytes(1000))

    shelf, catalogue = shelf_in(tmp_path, named)

    assert ids(shelf)[0] == "elsewhere"
    with pytest.raises(InvalidRequest, match="--model"):
        await shelf.remove("elsewhere")
    assert named.exists()
    with pytest.raises(NotFound, match="nobody"):
        await shelf.remove("nobody")
    await catalogue.aclose()


@pytest.mark.llama
async def test_a_model_is_loaded_when_asked_and_the_least_used_one_makes_room(
    tmp_path: Path,
) -> None:
    os.symlink(bundled_model(), tmp_path / "second.gguf")
    free = 0
    memory = ModelMemory(lambda: MachineMemory(None, free))
    shelf = Shelf(tmp_path, tmp_path / "second.gguf", slots=1, context_length=256, memory=memory)
    first, second = provider_of(shelf, MODEL_ID), provider_of(shelf, "second")
    await first.models()  # reads what its context takes
    # One byte short of what both take together.
    free = first.needed_bytes + first.size_bytes - 1

    for asked, other in ((first, second), (second, first), (first, second)):
        told = await batches(asked, prompt(max_tokens=2))
        assert told[0] == [Progress("loading")]
        assert finish_of(told[-1]).reason == "length"
        assert (asked.is_loaded, other.is_loaded) == (True, False)
    assert (await batches(first, prompt(max_tokens=2)))[0] != [Progress("loading")]
    for provider in shelf.providers:
        await provider.aclose()


@pytest.mark.llama
async def test_a_model_that_is_removed_while_it_answers_ends_its_answer_well(
    tmp_path: Path,
) -> None:
    shelf, catalogue = shelf_in(tmp_path)
    path = tmp_path / "models" / "mine.gguf"
    os.symlink(bundled_model(), path)
    await shelf.scan()
    provider = provider_of(shelf, "mine")

    async def until_unused(_: object) -> None:
        await answered.wait()

    answered = asyncio.Event()
    catalogue.wait_before_closing(until_unused)
    answer = provider.generate(prompt(max_tokens=8))
    got = [await anext(answer) for _ in range(3)]

    await shelf.remove("mine")
    assert not path.is_symlink()
    async for batch in answer:
        got.append(batch)

    assert finish_of([piece for batch in got for piece in batch]).reason == "length"
    answered.set()
    await catalogue.aclose()


async def test_a_sound_file_for_which_this_machine_is_too_small_is_not_said_to_be_damaged(
    tmp_path: Path,
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mine.gguf").write_bytes(model_bytes(1000))
    memory = ModelMemory(lambda: MachineMemory(1000, 1000))
    shelf = Shelf(tmp_path, None, slots=1, context_length=256, memory=memory)
    catalogue = Catalogue(shelf.providers)

    with pytest.raises(ModelUnavailable, match="choose a smaller model"):
        await batches(provider_of(shelf, "mine"), prompt(max_tokens=2))

    assert [file.error for file in await shelf.own_files()] == [None]
    await catalogue.aclose()


@pytest.mark.llama
async def test_a_file_that_the_loader_refuses_is_told_once_it_was_asked(tmp_path: Path) -> None:
    shelf, catalogue = shelf_in(tmp_path)
    content = bundled_model().read_bytes().replace(b"llama", b"flood")
    (tmp_path / "models" / "mine.gguf").write_bytes(content)
    await shelf.scan()
    [before] = await shelf.own_files()

    with pytest.raises(ModelUnavailable, match="the loader refuses it"):
        await batches(provider_of(shelf, "mine"), prompt(max_tokens=2))

    [after] = await shelf.own_files()
    assert (before.error, after.id) == (None, "mine")
    assert "does not know: download it again, or use another" in str(after.error)
    await catalogue.aclose()
