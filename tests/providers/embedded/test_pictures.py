"""Pictures for the model inside: by way of llama.cpp's own vision, with a projector made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts.providers import bundled_model
from tests.pictures.images import jpeg, png
from tests.providers.embedded.projector import IMAGE_PX, PATCH_PX, write_projector
from yeoul.errors import StartupError
from yeoul.protocol.attachments import Attachment, Picture
from yeoul.protocol.conversation import Parameters
from yeoul.providers import open_shelf
from yeoul.providers.base import Finish, Prompt, Turn
from yeoul.providers.embedded.model_files import ModelFile, installed_models
from yeoul.providers.embedded.provider import EmbeddedProvider

pytestmark = [pytest.mark.anyio, pytest.mark.llama]


async def prompt_tokens(provider: EmbeddedProvider, *pictures: bytes) -> int:
    """How many tokens the model was given."""
    about = Attachment("id", "image/png", 1, 64, 48, "a.png")
    shown = tuple(Picture(about, content) for content in pictures)
    turns = (Turn("user", "What is this?", pictures=shown),)
    last = None
    async for batch in provider.generate(Prompt("m", turns, Parameters(max_tokens=2))):
        last = batch[-1]
    assert isinstance(last, Finish)
    assert last.usage is not None
    return last.usage.prompt_tokens


async def test_the_model_is_given_each_picture_in_as_many_tokens_as_it_has_patches(
    tmp_path: Path,
) -> None:
    file = ModelFile(bundled_model(), "m", mmproj=write_projector(tmp_path / "mmproj.gguf"))
    provider = EmbeddedProvider(file, slots=1, context_length=512)
    try:
        [model] = await provider.models()
        assert model.images
        words = await prompt_tokens(provider)
        each = (IMAGE_PX // PATCH_PX) ** 2
        assert await prompt_tokens(provider, png()) - words >= each
        assert await prompt_tokens(provider, png(), jpeg()) - words >= 2 * each
    finally:
        await provider.aclose()


async def test_a_model_without_a_projector_sees_nothing() -> None:
    provider = EmbeddedProvider(ModelFile(bundled_model(), "m"))
    assert [model.images for model in await provider.models()] == [False]


def test_a_projector_needs_its_model_and_has_to_be_there(tmp_path: Path) -> None:
    model = str(bundled_model())
    for named, mmproj, why in (
        (None, tmp_path / "a.gguf", "belongs to a model file"),
        (model, tmp_path / "a.gguf", "no file at"),
    ):
        with pytest.raises(StartupError, match=why):
            open_shelf(data_dir=tmp_path, model=named, slots=1, context_length=512, mmproj=mmproj)


def test_a_projector_in_the_folder_of_models_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    write_projector(tmp_path / "models" / "mmproj-tiny.gguf")
    assert all(file.path.parent != tmp_path / "models" for file in installed_models(tmp_path))
