"""Settings name the providers; which model is the default follows from them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.contracts.providers import bundled_model
from tests.services.chat_service import ChatService
from yeoul.errors import ModelUnavailable, StartupError
from yeoul.providers import Catalogue, open_providers, open_shelf
from yeoul.providers.embedded import model_files
from yeoul.providers.embedded.model_files import MODEL_ID

pytestmark = pytest.mark.anyio


def opened(data_dir: Path, *, model: str | None = None, base_url: str | None = None) -> Catalogue:
    return open_providers(
        model=model,
        base_url=base_url,
        api_key=None,
        service_slots=4096,
        connect_timeout_s=30.0,
        shelf=open_shelf(data_dir=data_dir, model=model, slots=None, context_length=None),
    )


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "find_bundled_model", lambda: None)


async def test_unasked_the_embedded_model_answers(tmp_path: Path) -> None:
    catalogue = opened(tmp_path)

    model = await catalogue.default()

    assert (model.id, model.provider, model.title) == (
        MODEL_ID,
        "embedded",
        "SmolLM2 135M Instruct",
    )
    assert "--base-url" in catalogue.absent["openai"]


async def test_a_services_first_model_is_the_default_and_the_embedded_one_stays(
    tmp_path: Path, service: ChatService
) -> None:
    catalogue = opened(tmp_path, base_url=service.base_url)

    models = await catalogue.models()
    default = await catalogue.default()
    await catalogue.aclose()

    assert [model.id for model in models] == ["small", "large", MODEL_ID]
    assert default.id == "small"


async def test_a_model_of_the_service_can_be_the_default_even_with_slashes(
    tmp_path: Path, service: ChatService
) -> None:
    catalogue = opened(tmp_path, base_url=service.base_url, model="owner/some-model")

    model = await catalogue.default()
    await catalogue.aclose()

    assert (model.id, model.provider) == ("owner/some-model", "openai")


async def test_a_file_is_the_default_beside_a_service(tmp_path: Path, service: ChatService) -> None:
    path = tmp_path / "mine.gguf"
    path.symlink_to(bundled_model())
    catalogue = opened(tmp_path, base_url=service.base_url, model=str(path))

    models = await catalogue.models()
    default = await catalogue.default()
    await catalogue.aclose()

    assert [model.id for model in models] == ["small", "large", "mine", MODEL_ID]
    assert (default.id, default.provider) == ("mine", "embedded")


async def test_a_script_is_the_default_and_loads_nothing(tmp_path: Path) -> None:
    catalogue = opened(tmp_path, model="scripted:echo@100")

    await catalogue.start()
    await catalogue.ready()

    assert (await catalogue.default()).id == "scripted:echo@100"
    assert [provider.name for provider in catalogue.providers] == ["embedded", "scripted"]
    await catalogue.aclose()


async def test_the_embedded_model_can_be_named_by_its_id(tmp_path: Path) -> None:
    assert (await opened(tmp_path, model=MODEL_ID).default()).id == MODEL_ID


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("gpt-9", "no service is given"),
        ("missing.gguf", r"no model file at missing\.gguf"),
        ("./missing", "no model file"),
        ("scripted:lake", "no script"),
    ],
)
def test_a_model_that_nobody_has_stops_the_start(tmp_path: Path, model: str, told: str) -> None:
    with pytest.raises(StartupError, match=told):
        opened(tmp_path, model=model)


@pytest.mark.usefixtures("no_model")
async def test_without_a_model_file_it_is_told_how_to_get_one(tmp_path: Path) -> None:
    catalogue = opened(tmp_path)

    with pytest.raises(ModelUnavailable, match="yeoul model pull"):
        await catalogue.find()


async def test_without_the_engine_it_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "xllamacpp" else find_spec(name)
    )

    assert "yeoul[local]" in opened(tmp_path).absent["embedded"]
    with pytest.raises(StartupError, match=r"yeoul\[local\]"):
        opened(tmp_path, model=str(bundled_model()))
