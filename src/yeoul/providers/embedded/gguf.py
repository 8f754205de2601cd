"""Reads the head of a GGUF file: whether the file is valid, and what it says of its model.

The native loader only reports that it failed; this check runs before it and says why.

Format: GGUF specification, versions 2 and 3, little-endian.
"""

from __future__ import annotations

import mmap
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from yeoul.errors import ModelUnavailable

_MAX_ENTRIES = 100_000
_MAX_STRING_BYTES = 1 << 24
_STRING, _ARRAY = 8, 9
#: The chat template lies behind the vocabulary, which is some megabytes long.
_TEMPLATE_KEY, _TEMPLATE_WITHIN_BYTES = b"tokenizer.chat_template", 64 << 20
#: The variable by which a template leaves the thinking out.
_THINKING_SWITCH = b"enable_thinking"
#: Bytes of a number in the context: keys and values are kept in half precision.
_CONTEXT_NUMBER_BYTES = 2
#: GGUF value type -> struct format.
_SCALARS = dict(enumerate("BbHhIif?", start=0)) | {10: "Q", 11: "q", 12: "d"}


@dataclass(frozen=True, slots=True)
class GgufHead:
    """The metadata in a GGUF file; None where the file has none."""

    architecture: str | None
    title: str | None
    #: Tokens of context that the model was trained for.
    context_length: int | None
    #: Bytes of memory for each token of context; None where the file does not say enough.
    context_bytes_per_token: int | None = None
    #: BCP 47 codes of the languages that its makers name.
    languages: tuple[str, ...] | None = None
    #: Whether it thinks before it answers unless it is told not to.
    thinks: bool = False


def read_head(path: Path) -> GgufHead:
    """Return the metadata of the file at ``path``.

    Raises:
        ModelUnavailable: the file cannot be read, is not a GGUF file, or is cut within its head.
    """
    try:
        with path.open("rb") as file:
            return _head(file)
    except FileNotFoundError:
        raise ModelUnavailable(f"There is no model file at {path}.") from None
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, struct.error) as error:
        raise ModelUnavailable(
            f"{path} is not a GGUF model file or is damaged ({error}); download it again."
        ) from error


def _head(file: BinaryIO) -> GgufHead:
    if file.read(4) != b"GGUF":
        raise ValueError("it does not begin with GGUF")
    version, _tensors, entries = struct.unpack("<IQQ", _exactly(file, 20))
    if version not in (2, 3) or entries > _MAX_ENTRIES:
        raise ValueError(f"its version is {version}")
    values: dict[str, object] = {}
    for _ in range(entries):
        key = _string(file)
        if key.startswith("tokenizer."):
            break  # large, and behind everything needed here
        values[key] = _value(file, *struct.unpack("<I", _exactly(file, 4)))
    architecture, title = values.get("general.architecture"), values.get("general.name")
    languages = values.get("general.languages")
    return GgufHead(
        architecture if isinstance(architecture, str) else None,
        title if isinstance(title, str) else None,
        _count(values, f"{architecture}.context_length"),
        _context_bytes(values, f"{architecture}."),
        tuple(languages) if isinstance(languages, list) else None,
        _has_switch(file),
    )


def _count(values: dict[str, object], key: str) -> int | None:
    value = values.get(key)
    return value if isinstance(value, int) and value > 0 else None


def _context_bytes(values: dict[str, object], prefix: str) -> int | None:
    """Return the bytes of keys and values for one token, over all layers."""
    layers, heads = _count(values, f"{prefix}block_count"), f"{prefix}attention."
    width, count = _count(values, f"{prefix}embedding_length"), _count(values, f"{heads}head_count")
    key_heads = _count(values, f"{heads}head_count_kv") or count
    size = width // count if width and count else None
    key, value = (_count(values, f"{heads}{it}_length") or size for it in ("key", "value"))
    if not (layers and key_heads and key and value):
        return None
    return layers * key_heads * (key + value) * _CONTEXT_NUMBER_BYTES


def _has_switch(file: BinaryIO) -> bool:
    """Return whether the chat template can leave the thinking out.

    It is searched for as bytes: to read all entries up to it takes a second.
    """
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        at = content.find(_TEMPLATE_KEY, 0, _TEMPLATE_WITHIN_BYTES)
        if at < 0:
            return False
        file.seek(at + len(_TEMPLATE_KEY) + 4)
        (length,) = struct.unpack("<Q", _exactly(file, 8))
        begin = file.tell()
        return content.find(_THINKING_SWITCH, begin, begin + min(length, _MAX_STRING_BYTES)) >= 0


def _value(file: BinaryIO, kind: int) -> object:
    if kind == _STRING:
        return _string(file)
    if kind == _ARRAY:
        item, count = struct.unpack("<IQ", _exactly(file, 12))
        if item == _ARRAY or count > _MAX_STRING_BYTES:
            raise ValueError("an entry of its head is out of range")
        if item == _STRING:
            return [_string(file) for _ in range(count)]
        # Nothing asks for these, and a file may have sixteen million of them.
        if size := count * struct.calcsize(_form(item)):
            file.seek(size - 1, os.SEEK_CUR)
            _exactly(file, 1)
        return None
    form = _form(kind)
    return struct.unpack(form, _exactly(file, struct.calcsize(form)))[0]


def _form(kind: int) -> str:
    """Return the form of a number, for `struct`."""
    if kind not in _SCALARS:
        raise ValueError(f"an entry of its head has the unknown type {kind}")
    return "<" + _SCALARS[kind]


def _string(file: BinaryIO) -> str:
    (length,) = struct.unpack("<Q", _exactly(file, 8))
    if length > _MAX_STRING_BYTES:
        raise ValueError("an entry of its head is out of range")
    return _exactly(file, length).decode("utf-8", "replace")


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise ValueError("it is cut off")
    return data
