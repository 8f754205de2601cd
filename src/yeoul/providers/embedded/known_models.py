"""The models that Yeoul knows by name: what they can, and where a hub has their files.

Each file is named by repository, revision, size and checksum, so the hub need not be trusted. All
are licensed for every use (Apache-2.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model with one file on the hub."""

    name: str
    title: str
    repository: str
    revision: str
    file: str
    size_bytes: int
    #: Lower-case hex.
    sha256: str
    licence: str
    #: BCP 47 codes of the languages that it speaks well enough to be asked in.
    languages: tuple[str, ...]
    #: Bytes of memory for each token of context.
    context_bytes_per_token: int
    thinks: bool

    def address(self, hub_url: str) -> str:
        """Return the file's address on a hub, in the form that Hugging Face and its mirrors use."""
        path = f"{self.repository}/resolve/{self.revision}/{self.file}"
        return f"{hub_url.rstrip('/')}/{quote(path)}"


#: The more widely spoken ones among the 119 languages that Qwen3's makers name.
_QWEN3_LANGUAGES = tuple(
    "en ko zh ja fr de es pt it ru nl pl cs sv da nb fi el uk ro hu tr ar he fa hi bn ta te ur th "
    "vi id ms tl".split()
)

KNOWN_MODELS: Final = (
    KnownModel(
        name="qwen3-0.6b",
        title="Qwen3 0.6B",
        repository="Qwen/Qwen3-0.6B-GGUF",
        revision="23749fefcc72300e3a2ad315e1317431b06b590a",
        file="Qwen3-0.6B-Q8_0.gguf",
        size_bytes=639_446_688,
        sha256="9465e63a22add5354d9bb4b99e90117043c7124007664907259bd16d043bb031",
        licence="Apache-2.0",
        languages=_QWEN3_LANGUAGES,
        context_bytes_per_token=114_688,
        thinks=True,
    ),
    KnownModel(
        name="qwen3-1.7b",
        title="Qwen3 1.7B",
        repository="ggml-org/Qwen3-1.7B-GGUF",
        revision="daeb8e2d528a760970442092f6bf1e55c3b659eb",
        file="Qwen3-1.7B-Q4_K_M.gguf",
        size_bytes=1_282_439_264,
        sha256="d2387ca2dbfee2ffabce7120d3770dadca0b293052bc2f0e138fdc940d9bc7b5",
        licence="Apache-2.0",
        languages=_QWEN3_LANGUAGES,
        context_bytes_per_token=114_688,
        thinks=True,
    ),
    KnownModel(
        name="qwen3-4b",
        title="Qwen3 4B",
        repository="Qwen/Qwen3-4B-GGUF",
        revision="bc640142c66e1fdd12af0bd68f40445458f3869b",
        file="Qwen3-4B-Q4_K_M.gguf",
        size_bytes=2_497_280_256,
        sha256="7485fe6f11af29433bc51cab58009521f205840f5b4ae3a32fa7f92e8534fdf5",
        licence="Apache-2.0",
        languages=_QWEN3_LANGUAGES,
        context_bytes_per_token=147_456,
        thinks=True,
    ),
)


def known_model(name: str) -> KnownModel | None:
    """Return the model of this name, in any case; None if it is unknown."""
    return next((model for model in KNOWN_MODELS if model.name == name.strip().lower()), None)


def model_of_file(file: str, size_bytes: int) -> KnownModel | None:
    """Return the model whose file has this name and size; None for an unknown file."""
    return next(
        (m for m in KNOWN_MODELS if (m.file, m.size_bytes) == (file, size_bytes)),
        None,
    )
