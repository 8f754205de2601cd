"""A model that thinks: the bundled one, with another chat template in place of its own.

The template is as long as the one before, so nothing else in the file moves.
"""

from __future__ import annotations

from pathlib import Path

from tests.contracts.providers import bundled_model

_OWN = b"{% for message in messages %}{% if loop.first"
_END = b"{{ '<|im_start|>assistant\n' }}{% endif %}"

#: Leaves the thinking out as Qwen3's does: by thoughts that are over already. Otherwise the answer
#: begins in the middle of them.
TEMPLATE = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n<think>\n' }}"
    "{% if enable_thinking is defined and enable_thinking is false %}{{ '\n</think>\n\n' }}"
    "{% endif %}{% endif %}"
)


def thinking_model(folder: Path) -> Path:
    """Write the model into a folder; return its file."""
    content = bundled_model().read_bytes()
    begin = content.index(_OWN)
    end = content.index(_END, begin) + len(_END)
    template = TEMPLATE.encode()
    path = folder / "thinking.gguf"
    path.write_bytes(content[:begin] + template.ljust(end - begin) + content[end:])
    assert len(template) <= end - begin
    return path
