"""A projector for the bundled model: it sees, and understands nothing of it.

Its weights are made up, so what the model says of a picture means nothing; but each picture goes
through llama.cpp's own vision, and becomes tokens of the prompt.

Format: GGUF 3, with the tensors that llama.cpp's ``mlp`` asks for, which is LLaVA's.
"""

from __future__ import annotations

import random
import struct
from pathlib import Path

#: Numbers of one token of SmolLM2 135M.
MODEL_WIDTH = 576
WIDTH, INNER, PATCH_PX, IMAGE_PX, BLOCKS = 32, 64, 16, 64, 2
_U32, _F32, _BOOL, _STRING, _ARRAY = 4, 6, 7, 8, 9
_ALIGNMENT = 32

_FIELDS: dict[str, tuple[int, object]] = {
    "general.architecture": (_STRING, "clip"),
    "general.type": (_STRING, "mmproj"),
    "clip.has_vision_encoder": (_BOOL, True),
    "clip.projector_type": (_STRING, "mlp"),
    "clip.use_gelu": (_BOOL, True),
    "clip.vision.image_size": (_U32, IMAGE_PX),
    "clip.vision.patch_size": (_U32, PATCH_PX),
    "clip.vision.embedding_length": (_U32, WIDTH),
    "clip.vision.feed_forward_length": (_U32, INNER),
    "clip.vision.projection_dim": (_U32, MODEL_WIDTH),
    "clip.vision.block_count": (_U32, BLOCKS),
    "clip.vision.attention.head_count": (_U32, 2),
    "clip.vision.attention.layer_norm_epsilon": (_F32, 1e-6),
    "clip.has_llava_projector": (_BOOL, True),
    "clip.vision.image_mean": (_ARRAY, [0.5, 0.5, 0.5]),
    "clip.vision.image_std": (_ARRAY, [0.5, 0.5, 0.5]),
}


def _tensors() -> dict[str, tuple[int, ...]]:
    """The tensors and their shapes, the fastest dimension first."""
    block = {
        **{f"attn_{name}": (WIDTH, WIDTH) for name in ("q", "k", "v", "out")},
        "ffn_up": (WIDTH, INNER),
        "ffn_down": (INNER, WIDTH),
        "ln1": (WIDTH,),
        "ln2": (WIDTH,),
    }
    shapes: dict[str, tuple[int, ...]] = {
        "v.patch_embd.weight": (PATCH_PX, PATCH_PX, 3, WIDTH),
        "v.patch_embd.bias": (WIDTH,),
        "v.position_embd.weight": (WIDTH, (IMAGE_PX // PATCH_PX) ** 2),
        "v.post_ln.weight": (WIDTH,),
        "v.post_ln.bias": (WIDTH,),
        "mm.0.weight": (WIDTH, MODEL_WIDTH),
        "mm.0.bias": (MODEL_WIDTH,),
        "mm.2.weight": (MODEL_WIDTH, MODEL_WIDTH),
        "mm.2.bias": (MODEL_WIDTH,),
    }
    for number in range(BLOCKS):
        for name, shape in block.items():
            shapes[f"v.blk.{number}.{name}.weight"] = shape
            shapes[f"v.blk.{number}.{name}.bias"] = shape[-1:]
    return shapes


def write_projector(path: Path) -> Path:
    """Write the file; returns where."""
    chance, infos, data = random.Random(1), b"", b""
    shapes = _tensors()
    for name, shape in shapes.items():
        count = 1
        for length in shape:
            count *= length
        infos += _text(name) + struct.pack("<I", len(shape))
        infos += struct.pack(f"<{len(shape)}Q", *shape) + struct.pack("<IQ", 0, len(data))
        values = [chance.uniform(-0.1, 0.1) for _ in range(count)]
        data += struct.pack(f"<{count}f", *values)
        data += bytes(-len(data) % _ALIGNMENT)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), len(_FIELDS))
    head += b"".join(_text(name) + _value(*field) for name, field in _FIELDS.items())
    head += infos
    path.write_bytes(head + bytes(-len(head) % _ALIGNMENT) + data)
    return path


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def _value(kind: int, value: object) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", kind) + _text(value)
    if isinstance(value, list):
        return struct.pack(f"<IIQ{len(value)}f", kind, _F32, len(value), *value)
    return struct.pack({_U32: "<II", _F32: "<If", _BOOL: "<I?"}[kind], kind, value)
