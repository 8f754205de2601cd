"""What services tell of their models, in the ways in which they tell it."""

from __future__ import annotations

from typing import Any

import pytest

from yeoul.providers.base import Model
from yeoul.providers.service.model_entries import chats, model_of

#: Entries as these services send them, shortened: entry, and (context, images, thinks) of it.
TELLING: dict[str, tuple[dict[str, Any], tuple[int | None, bool | None, bool | None]]] = {
    "OpenRouter": (
        {
            "id": "anthropic/claude-sonnet-4",
            "context_length": 200000,
            "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
            "supported_parameters": ["max_tokens", "reasoning", "temperature"],
        },
        (200000, True, True),
    ),
    "OpenRouter without thinking": (
        {
            "id": "mistralai/mistral-nemo",
            "context_length": 131072,
            "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
            "supported_parameters": ["max_tokens"],
        },
        (131072, False, False),
    ),
    "vLLM": (
        {"id": "Qwen/Qwen3-8B", "object": "model", "max_model_len": 32768},
        (32768, None, None),
    ),
    "llama.cpp": (
        {
            "id": "gemma.gguf",
            "meta": {"n_ctx": 8192, "n_ctx_train": 131072, "n_params": 4},
            "architecture": {"input_modalities": ["text", "image"]},
        },
        (8192, True, None),
    ),
    "Groq": (
        {"id": "qwen/qwen3-32b", "context_window": 131072, "active": True},
        (131072, None, None),
    ),
    "Mistral": (
        {
            "id": "magistral-small",
            "max_context_length": 40960,
            "type": "base",
            "capabilities": {"completion_chat": True, "vision": True, "reasoning": True},
        },
        (40960, True, True),
    ),
    "LM Studio": (
        {
            "id": "qwen2-vl",
            "type": "vlm",
            "max_context_length": 32768,
            "loaded_context_length": 4096,
        },
        (4096, True, None),
    ),
    "DeepInfra": (
        {"id": "a/b", "metadata": {"context_length": 65536, "tags": ["reasoning", "vision"]}},
        (65536, True, True),
    ),
    "OpenAI": ({"id": "gpt-5", "object": "model", "owned_by": "system"}, (None, None, None)),
    "odd": (
        {"id": "a", "capabilities": "all", "architecture": 7, "metadata": None, "tags": [1, None]},
        (None, None, None),
    ),
}


@pytest.mark.parametrize("service", TELLING)
def test_what_is_told_of_a_model_is_read(service: str) -> None:
    entry, (context_length, images, thinks) = TELLING[service]

    assert chats(entry["id"], entry)
    # One whose parameters are listed takes no others.
    candidates = False if "supported_parameters" in entry else None
    assert model_of("m", entry, "openai") == Model(
        "m", "openai", "m", context_length, images=images, thinks=thinks, candidates=candidates
    )


@pytest.mark.parametrize(
    "told",
    [
        {"type": "embedding"},
        {"type": "embeddings"},
        {"type": "image"},
        {"type": "moderation"},
        {"type": "rerank"},
        {"type": "transcribe"},
        {"task": "automatic-speech-recognition"},
        {"task": "feature-extraction"},
        {"pipeline_tag": "text-to-image"},
        {"kind": "EMBEDDING_MODEL"},
        {"supports_chat": False},
        {"capabilities": {"completion_chat": False, "completion_fim": True}},
        {"capabilities": {"chat_completion": False, "completion": False, "embeddings": True}},
        {"architecture": {"output_modalities": ["image"]}},
        {"output_modalities": ["embeddings"]},
    ],
)
def test_a_service_says_of_a_model_that_it_does_not_chat(told: dict[str, Any]) -> None:
    assert not chats("innocent-7b", told)


@pytest.mark.parametrize(
    "told",
    [
        {"type": "llm"},
        {"type": "chat"},
        {"type": "language"},
        {"task": "chat-completion"},
        {"supports_chat": True},
        {"capabilities": {"completion_chat": True}},
    ],
)
def test_a_service_knows_its_models_better_than_their_names_do(told: dict[str, Any]) -> None:
    assert chats("whisper-of-the-forest", told)


@pytest.mark.parametrize(
    "name",
    [
        *("text-embedding-3-small", "nomic-embed-text:latest", "mxbai-embed-large", "bge-m3"),
        *("all-minilm:l6", "intfloat/multilingual-e5-large", "Alibaba-NLP/gte-large"),
        *("snowflake-arctic-embed", "granite-embedding:30m", "models/text-embedding-004"),
        *("whisper-1", "whisper-large-v3-turbo", "gpt-4o-transcribe", "tts-1-hd", "playai-tts"),
        *("gpt-4o-mini-tts", "canopylabs/orpheus-v1", "voxtral-speech", "gpt-audio"),
        *("dall-e-3", "gpt-image-1", "models/imagen-4.0", "models/veo-3.0", "sora-2", "flux.1-dev"),
        *("omni-moderation-latest", "meta-llama/llama-guard-4-12b", "shieldgemma:2b"),
        *("gpt-realtime", "gpt-4o-realtime-preview", "babbage-002", "davinci-002", "models/aqa"),
        *("BAAI/bge-reranker-v2-m3", "jina-rerank", "mistral-ocr-latest", "gpt-3.5-turbo-instruct"),
    ],
)
def test_a_name_says_that_a_model_does_not_chat(name: str) -> None:
    assert not chats(name, {"id": name, "object": "model"})


@pytest.mark.parametrize(
    "name",
    [
        *("gpt-5", "gpt-4.1-mini", "o4-mini", "chatgpt-4o-latest", "gpt-3.5-turbo", "solar-pro2"),
        *("claude-sonnet-4", "models/gemini-2.5-flash", "gemma3:27b", "llama-3.3-70b-versatile"),
        *("qwen3:0.6b", "Qwen/Qwen2.5-VL-7B-Instruct", "deepseek-chat", "deepseek-reasoner"),
        *("mistral-small-latest", "pixtral-12b", "kimi-k2", "grok-4", "command-r-plus", "phi4"),
        *("exaone3.5:7.8b", "HyperCLOVAX-SEED", "granite3.3", "smollm2:135m", "glm-4.5v"),
        *("sonar-pro", "nova-lite", "jamba-large", "olmo2", "ernie-4.5", "여울/물살"),
    ],
)
def test_a_model_that_chats_is_not_hidden_by_its_name(name: str) -> None:
    assert chats(name, {"id": name, "object": "model", "type": "model"})
