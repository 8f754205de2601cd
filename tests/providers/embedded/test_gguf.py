"""The head of a model file is read, and a file that is none says why."""

from __future__ import annotations

import random
import struct
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.providers import bundled_model
from yeoul.errors import ModelUnavailable
from yeoul.providers.embedded import gguf as gguf_module
from yeoul.providers.embedded.gguf import GgufHead, read_head


def string(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def text_entry(key: str, value: str) -> bytes:
    return string(key) + struct.pack("<I", 8) + string(value)


def number_entry(key: str, value: int) -> bytes:
    return string(key) + struct.pack("<II", 4, value)


def gguf(*entries: bytes, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, 0, len(entries)) + b"".join(entries)


WHOLE = gguf(
    text_entry("general.architecture", "llama"),
    string("general.tags") + struct.pack("<IIQ", 9, 8, 2) + string("a") + string("b"),
    string("general.flag") + struct.pack("<I?", 7, True),
    text_entry("general.name", "여울 7B"),
    number_entry("llama.context_length", 2048),
    string("general.numbers") + struct.pack("<IIQhh", 9, 3, 2, -1, 1),
)


@pytest.mark.parametrize("block_bytes", [1, 7, 1 << 20])
def test_what_a_file_says_about_itself_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block_bytes: int
) -> None:
    monkeypatch.setattr(gguf_module, "_BLOCK_BYTES", block_bytes)
    path = tmp_path / "model.gguf"
    path.write_bytes(WHOLE + b"tensors")

    assert read_head(path) == GgufHead("llama", "여울 7B", 2048)


def test_millions_of_numbers_in_a_head_are_passed_over(tmp_path: Path) -> None:
    path, count = tmp_path / "model.gguf", 1 << 24
    many = string("general.many") + struct.pack("<IIQ", 9, 0, count) + bytes(count)
    path.write_bytes(gguf(many, text_entry("general.name", "여울 7B")))

    begun_s = time.thread_time()
    assert read_head(path).title == "여울 7B"
    assert time.thread_time() - begun_s < 1


def test_a_file_that_says_nothing_is_still_one(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(gguf())

    assert read_head(path) == GgufHead(None, None, None)


@pytest.mark.parametrize(
    ("template", "takes"),
    [
        ("{% if tools %}{{ tools | tojson }}{% endif %}", True),
        ("{%- for tool in tools -%}{% endfor %}", True),
        ("{{ '<tools>' }}{{- messages }} and tools {% set toolset = 1 %}", False),
        ("{% for m in messages %}{{ m.content }}{% endfor %}", False),
    ],
)
def test_a_template_with_a_place_for_tools_takes_them(
    tmp_path: Path, template: str, takes: bool
) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(gguf(text_entry("tokenizer.chat_template", template)))
    assert read_head(path).takes_tools is takes

    path.write_bytes(gguf(text_entry("tokenizer.chat_template.tool_use", template)))
    assert read_head(path).takes_tools


def test_the_default_model_holds_8192_tokens() -> None:
    assert read_head(bundled_model()).context_length == 8192


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GG",
        b"garbage " * 100,
        b"GGUF",
        gguf(version=1),
        gguf(version=9),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 2**60),
        b"GGUF" + struct.pack("<IQQ", 3, 1, 0) + string("a") + struct.pack("<I", 5) + bytes(99),
        b"GGUF" + struct.pack("<IQQ", 3, 1, 0) + string("a") + struct.pack("<I", 10**6) + bytes(99),
        gguf(string("k") + struct.pack("<I", 99)),
        gguf(struct.pack("<Q", 2**60)),
        gguf(string("k") + struct.pack("<IIQ", 9, 9, 1)),
        gguf(string("k") + struct.pack("<IIQ", 9, 4, 2**60)),
    ],
)
def test_what_is_no_model_file_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)

    with pytest.raises(ModelUnavailable, match=r"model\.gguf"):
        read_head(path)


def test_a_head_that_is_cut_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    for length in range(len(WHOLE)):
        path.write_bytes(WHOLE[:length])
        with pytest.raises(ModelUnavailable):
            read_head(path)


def test_a_file_that_ends_before_its_last_tensor_is_cut_off(tmp_path: Path) -> None:
    def tensor(name: str, offset: int) -> bytes:
        return string(name) + struct.pack("<IQQIQ", 2, 4, 4, 0, offset)

    head = gguf(number_entry("general.alignment", 64), tensor("a", 256), tensor("b", 64))
    head = head[:8] + struct.pack("<QQ", 2, 1) + head[24:]
    begin = -(-len(head) // 64) * 64
    path = tmp_path / "model.gguf"
    for size in (begin, begin + 256):
        path.write_bytes(head.ljust(size))
        with pytest.raises(ModelUnavailable, match="cut off"):
            read_head(path)
    path.write_bytes(head.ljust(begin + 257))
    assert read_head(path) == GgufHead(None, None, None)


def test_a_head_of_tensors_without_end_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    with path.open("wb") as file:
        file.write(b"GGUF" + struct.pack("<IQQ", 3, 2**60, 0))
        file.truncate(1 << 24)

    begun_s = time.thread_time()
    with pytest.raises(ModelUnavailable, match="out of range"):
        read_head(path)
    assert time.thread_time() - begun_s < 0.1


def test_a_file_that_is_cut_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, head = tmp_path / "model.gguf", gguf_module._head
    path.write_bytes(WHOLE)

    def cut(reader: Any) -> GgufHead:
        path.write_bytes(b"")
        return head(reader)

    monkeypatch.setattr(gguf_module, "_head", cut)
    with pytest.raises(ModelUnavailable, match="cut off"):
        read_head(path)


def test_no_damage_does_more_than_refuse(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    chance = random.Random(7)
    for _ in range(500):
        damaged = bytearray(WHOLE)
        for _ in range(3):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        with suppress(ModelUnavailable):
            read_head(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"no model file at .*nothing\.gguf"):
        read_head(tmp_path / "nothing.gguf")
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        read_head(tmp_path)
