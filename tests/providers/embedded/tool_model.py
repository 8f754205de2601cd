"""A model that calls tools: the bundled one, with another chat template in place of its own."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.contracts.providers import bundled_model

#: Offers tools, and tells calls and their results, as Qwen's and Hermes' models read them.
TEMPLATE = """\
{%- if tools %}{{- '<|im_start|>system\nYou may call these functions:\n<tools>' }}
{%- for tool in tools %}{{- '\n' + (tool | tojson) }}{%- endfor %}
{{- '\n</tools>\nFor each call, return its name and arguments within <tool_call></tool_call>:\n' }}
{{- '<tool_call>\n{"name": <name>, "arguments": <arguments>}\n</tool_call><|im_end|>\n' }}
{%- endif %}
{%- for message in messages %}
{%- if message.role == 'tool' %}
{{- '<|im_start|>user\n<tool_response>\n' + message.content + '\n</tool_response><|im_end|>\n' }}
{%- else %}
{{- '<|im_start|>' + message.role + '\n' + (message.content or '') }}
{%- for call in message.tool_calls or [] %}
{{- '\n<tool_call>\n{"name": "' + call.function.name + '", "arguments": ' }}
{{- (call.function.arguments | tojson) + '}\n</tool_call>' }}
{%- endfor %}{{- '<|im_end|>\n' }}
{%- endif %}{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}"""

_KEY = b"tokenizer.chat_template\x08\x00\x00\x00"
_LENGTH = struct.Struct("<Q")
#: Bytes to a multiple of which the head of the file is filled up.
_ALIGNMENT = 32


def tool_model(folder: Path) -> Path:
    """Write the model into a folder; return its file."""
    content = bundled_model().read_bytes()
    at = content.index(_KEY) + len(_KEY)
    (length,) = _LENGTH.unpack_from(content, at)
    begin = at + _LENGTH.size
    template = TEMPLATE.encode()
    # So many bytes more, of a comment, that the tensors stand where they would be aligned to.
    more = (length - len(template) - 4) % _ALIGNMENT
    template = b"{#%b#}%b" % (b" " * more, template)
    path = folder / "tools.gguf"
    path.write_bytes(
        content[:at] + _LENGTH.pack(len(template)) + template + content[begin + length :]
    )
    return path
