"""One entry of a service's list of models: whether the model chats, and what it can do.

Pure. The official format has a name and nothing else. Services add fields of their own, no two of
them the same, so each field is read wherever it occurs. What a service says of a model counts more
than the model's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from yeoul.providers.base import MAX_COUNT, Model

Entry = Mapping[str, Any]

#: Fields with the context window (vLLM, Groq, Mistral, LM Studio, llama.cpp). The window that a
#: server was started with comes before the one that its model was made for.
_CONTEXT_KEYS = (
    "context_length",
    "max_model_len",
    "context_window",
    "loaded_context_length",
    "max_context_length",
    "max_input_tokens",
    "n_ctx",
    "n_ctx_train",
)
#: Objects inside an entry that have such fields, too (llama.cpp, DeepInfra, OpenRouter).
_INNER = ("meta", "metadata", "top_provider", "limits")
#: Fields that name the kind of a model (Together, LM Studio, GitHub, Fireworks, Hugging Face).
_KIND_KEYS = ("type", "task", "model_type", "kind", "pipeline_tag")
_CHAT_KINDS = re.compile(r"chat|\bllm\b|\bvlm\b|language|text-generation|text-to-text", re.I)
_OTHER_KINDS = re.compile(
    r"embed|feature-extraction|rerank|moderation|classif|similarity|speech|audio|transcri|translat"
    r"|image|video|\btts\b|\bstt\b|\basr\b|\bocr\b",
    re.I,
)
#: Abilities that only a model with a chat has (Mistral, Azure, Fireworks, Ollama).
_CHAT_ABILITIES = ("completion_chat", "chat_completion", "supports_chat", "chat", "completion")
#: Names of models that do not chat, for services that tell nothing.
_OTHER_NAMES = re.compile(
    r"embed|whisper|(^|[-_/])(tts|stt|asr)([-_:.]|$)|dall-e|moderation|transcri|rerank|realtime"
    r"|speech|(^|[-_/])(sora|veo|imagen|lyria|kokoro|orpheus|flux|stable-diffusion|sdxl)([-_:.\d]|$)"
    r"|(^|[-_/])(image|audio|davinci|babbage)|(^|[-_/])(bge|gte|e5|all-minilm|paraphrase)([-:]|$)"
    r"|content-safety|llama-?guard|prompt-guard|shieldgemma|(^|/)aqa$|-ocr(-|$)"
    r"|gpt-3\.5-turbo-instruct",
    re.I,
)
_THINKING = frozenset({"reasoning", "include_reasoning", "reasoning_effort", "thinking"})
_VISION = frozenset({"vision", "image", "images", "multimodal", "vlm", "image-input"})


def model_of(id: str, entry: Entry, provider: str) -> Model:
    """Return the model that an entry describes. The title is its name."""
    return Model(
        id,
        provider,
        id,
        context_length=_context_length(entry),
        images=_images(entry),
        thinks=_thinks(entry),
        candidates=_tells_candidates(entry),
    )


def chats(id: str, entry: Entry) -> bool:
    """Return whether a model answers questions with text, as far as can be told."""
    told = _told_to_chat(entry)
    return not _OTHER_NAMES.search(id) if told is None else told


def _told_to_chat(entry: Entry) -> bool | None:
    """Return what the service itself says; None if it says nothing."""
    output = _modalities(entry, "output")
    if output is not None and "text" not in output:
        return False
    abilities = entry.get("capabilities")
    flags = [
        source[name]
        for source in (abilities, entry)
        if isinstance(source, dict)
        for name in _CHAT_ABILITIES
        if isinstance(source.get(name), bool)
    ]
    if flags:
        return any(flags)
    for key in _KIND_KEYS:
        kind = entry.get(key)
        if isinstance(kind, str):
            if _CHAT_KINDS.search(kind):
                return True
            if _OTHER_KINDS.search(kind):
                return False
    return None


def _context_length(entry: Entry) -> int | None:
    inner = (source for name in _INNER if isinstance(source := entry.get(name), dict))
    for source in (entry, *inner):
        for key in _CONTEXT_KEYS:
            value = source.get(key)
            if type(value) is int and 0 < value <= MAX_COUNT:  # not a bool
                return value
    return None


def _images(entry: Entry) -> bool | None:
    read = _modalities(entry, "input")
    if read is not None:
        return "image" in read
    for source in (entry.get("capabilities"), entry):
        if isinstance(source, dict):
            for name in ("vision", "supports_image_input", "supports_vision"):
                if isinstance(told := source.get(name), bool):
                    return told
    if entry.get("type") == "vlm":
        return True
    return True if _VISION & set(_words(entry)) else None


def _thinks(entry: Entry) -> bool | None:
    abilities = entry.get("capabilities")
    if isinstance(abilities, dict) and isinstance(told := abilities.get("reasoning"), bool):
        return told
    if isinstance(parameters := entry.get("supported_parameters"), list):
        return not _THINKING.isdisjoint(map(str, parameters))
    return True if _THINKING & set(_words(entry)) else None


def _tells_candidates(entry: Entry) -> bool | None:
    parameters = entry.get("supported_parameters")
    return "top_logprobs" in parameters if isinstance(parameters, list) else None


def _modalities(entry: Entry, way: str) -> list[Any] | None:
    """Return the kinds of content that a model takes (``input``) or gives (``output``)."""
    for source in (entry.get("architecture"), entry):
        if isinstance(source, dict) and isinstance(told := source.get(f"{way}_modalities"), list):
            return told
    return None


def _words(entry: Entry) -> Iterator[str]:
    """Yield the words by which services list abilities (llama.cpp, DeepInfra, Vercel, Chutes)."""
    metadata = entry.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    for words in (
        entry.get("capabilities"),
        entry.get("tags"),
        entry.get("supported_features"),
        tags,
    ):
        if isinstance(words, list):
            yield from (word.lower() for word in words if isinstance(word, str))
