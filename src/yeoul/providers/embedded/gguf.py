"""Reads the head of a GGUF file: whether the file is valid, and the model's context length.

The native loader only reports that it failed; this check runs before it and says why.

Format: GGUF specification, versions 2 and 3, little-endian.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from yeoul.errors import ModelUnavailable

_MAX_ENTRIES = 100_000
_MAX_STRING_BYTES = 1 << 24
_STRING, _ARRAY = 8, 9
#: GGUF value type -> struct format.
_SCALARS = dict(enumerate("BbHhIif?", start=0)) | {10: "Q", 11: "q", 12: "d"}


@dataclass(frozen=True, slots=True)
class GgufHead:
    """The metadata in a GGUF file; None where the file has none."""

    architecture: str | None
    title: str | None
    #: Tokens of context that the model was trained for.
    context_length: int | None


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
    architecture = values.get("general.architecture")
    title = values.get("general.name")
    context = values.get(f"{architecture}.context_length")
    return GgufHead(
        architecture if isinstance(architecture, str) else None,
        title if isinstance(title, str) else None,
        context if isinstance(context, int) and context > 0 else None,
    )


def _value(file: BinaryIO, kind: int) -> object:
    if kind == _STRING:
        return _string(file)
    if kind == _ARRAY:
        item, count = struct.unpack("<IQ", _exactly(file, 12))
        if item == _ARRAY or count > _MAX_STRING_BYTES:
            raise ValueError("an entry of its head is out of range")
        for _ in range(count):
            _value(file, item)
        return None
    if kind not in _SCALARS:
        raise ValueError(f"an entry of its head has the unknown type {kind}")
    form = "<" + _SCALARS[kind]
    return struct.unpack(form, _exactly(file, struct.calcsize(form)))[0]


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
