"""Reads the head of a GGUF file: whether the file is valid, and what it says of its model.

The native loader only reports that it failed; this check runs before it and says why.

Format: GGUF specification, versions 2 and 3, little-endian.
"""

from __future__ import annotations

import os
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from yeoul.errors import ModelUnavailable

_BLOCK_BYTES = 1 << 20
#: Most entries of a head, and most tensors.
_MAX_ENTRIES = 100_000
_MAX_STRING_BYTES = 1 << 24
_MAX_DIMENSIONS = 4
_STRING, _ARRAY = 8, 9
_DEFAULT_ALIGNMENT = 32
#: The variable by which a chat template leaves the thinking out.
_THINKING_SWITCH = "enable_thinking"
_TEMPLATE = "tokenizer.chat_template"
#: The variable by which a chat template is told of tools, where it asks for it.
_TOOLS = re.compile(r"\{%[-+]?\s*(?:if|for)\b[^'\"%]*\btools\b")
#: Bytes of a number in the context: keys and values are kept in half precision.
_CONTEXT_NUMBER_BYTES = 2
#: GGUF value type -> struct format.
_SCALARS = dict(enumerate("BbHhIif?", start=0)) | {10: "Q", 11: "q", 12: "d"}
_CUT = "it is cut off, or still being copied"
_OUT_OF_RANGE = "an entry of its head is out of range"
_COUNT = struct.Struct("<Q")


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
    #: Whether its chat template has a place for tools, and so a form for calls of them.
    takes_tools: bool = False


def read_head(path: Path) -> GgufHead:
    """Return the metadata of the file at ``path``.

    Raises:
        ModelUnavailable: the file cannot be read, is not a GGUF file, or is cut off before its last
            tensor begins.
    """
    try:
        with path.open("rb") as file:
            return _head(_Reader(file))
    except FileNotFoundError:
        raise ModelUnavailable(f"There is no model file at {path}.") from None
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be read: {error.strerror}.") from error
    except (struct.error, OverflowError):
        raise _damaged(path, _CUT) from None
    except ValueError as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, how: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"{path} is not a GGUF model file or is damaged ({how}); download it again."
    )


class _Reader:
    """Reads one value after the other. What lies outside the file raises `struct.error`.

    The file is read in blocks and not mapped into memory: another program may cut it meanwhile, and
    the memory behind its new end would kill this process.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        #: Bytes of the file.
        self.size = os.fstat(file.fileno()).st_size
        self.at = 0
        #: A part of the file, and where in the file that begins.
        self._block, self._begin = b"", 0

    def _find(self, count: int) -> int:
        """Return where in the block the next ``count`` bytes begin."""
        if self.at + count > self._begin + len(self._block):
            self._file.seek(self.at)
            self._block, self._begin = self._file.read(max(count, _BLOCK_BYTES)), self.at
        return self.at - self._begin

    def numbers(self, form: str) -> tuple[int, ...]:
        """Return the numbers of a `struct` format."""
        size = struct.calcsize(form)
        begin = self._find(size)
        self.at += size
        return struct.unpack_from(form, self._block, begin)

    def string(self) -> str:
        """Return a text."""
        (length,) = self.numbers("<Q")
        if length > _MAX_STRING_BYTES:
            raise ValueError(_OUT_OF_RANGE)
        begin = self._find(length)
        self._move(length)
        return self._block[begin : begin + length].decode("utf-8", "replace")

    def value(self, kind: int, *, wanted: bool) -> object:
        """Return the value of an entry; None for an array of numbers, or one not ``wanted``."""
        if kind == _STRING:
            return self.string()
        if kind != _ARRAY:
            return self.numbers(_form(kind))[0]
        item, count = self.numbers("<IQ")
        if item == _ARRAY or count > _MAX_STRING_BYTES:
            raise ValueError(_OUT_OF_RANGE)
        if item != _STRING:
            self._move(count * struct.calcsize(_form(item)))
        elif wanted:
            return [self.string() for _ in range(count)]
        else:
            self._pass_strings(count)
        return None

    def _pass_strings(self, count: int) -> None:
        """Move behind the texts of a vocabulary: there are hundreds of thousands."""
        at, read, end = self.at, _COUNT.unpack_from, self._begin + len(self._block)
        for _ in range(count):
            if at + _COUNT.size > end:
                self.at = at
                self._find(_COUNT.size)
                end = self._begin + len(self._block)
            at += _COUNT.size + read(self._block, at - self._begin)[0]
        self.at = at

    def _move(self, count: int) -> None:
        self.at += count
        if self.at > self.size:
            raise ValueError(_CUT)


def _head(reader: _Reader) -> GgufHead:
    if reader.size == 0:
        raise ValueError("it is empty")
    magic, version, tensors, entries = reader.numbers("<IIQQ")
    if magic.to_bytes(4, "little") != b"GGUF":
        raise ValueError("it does not begin with GGUF")
    if version not in (2, 3):
        raise ValueError(f"its version is {version}")
    if max(tensors, entries) > _MAX_ENTRIES:
        raise ValueError(_OUT_OF_RANGE)
    values: dict[str, object] = {}
    for _ in range(entries):
        key = reader.string()
        (kind,) = reader.numbers("<I")
        values[key] = reader.value(kind, wanted=not key.startswith("tokenizer."))
    _check_length(reader, tensors, _count(values, "general.alignment") or _DEFAULT_ALIGNMENT)
    architecture, title = values.get("general.architecture"), values.get("general.name")
    languages = values.get("general.languages")
    template = str(values.get(_TEMPLATE, ""))
    return GgufHead(
        architecture if isinstance(architecture, str) else None,
        title if isinstance(title, str) else None,
        _count(values, f"{architecture}.context_length"),
        _context_bytes(values, f"{architecture}."),
        tuple(languages) if isinstance(languages, list) else None,
        _THINKING_SWITCH in template,
        # Some files have a second template for questions with tools.
        bool(_TOOLS.search(template)) or f"{_TEMPLATE}.tool_use" in values,
    )


def _check_length(reader: _Reader, tensors: int, alignment: int) -> None:
    """Check that the file goes on to where its last tensor begins."""
    last = 0
    for _ in range(tensors):
        reader.string()
        (dimensions,) = reader.numbers("<I")
        if dimensions > _MAX_DIMENSIONS:
            raise ValueError(f"a tensor of its head has {dimensions} dimensions")
        *_, offset = reader.numbers(f"<{dimensions}QIQ")
        last = max(last, offset)
    begin = -(-reader.at // alignment) * alignment
    if tensors and begin + last >= reader.size:
        raise ValueError(_CUT)


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


def _form(kind: int) -> str:
    """Return the form of a number, for `struct`."""
    if kind not in _SCALARS:
        raise ValueError(f"an entry of its head has the unknown type {kind}")
    return "<" + _SCALARS[kind]
