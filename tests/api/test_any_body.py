"""Whatever JSON a body for Anthropic's or Ollama's door is, it is read, or a field is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.any_json import anything, read_or_refused, scalars, stored
from yeoul.api.anthropic.message_request import CountRequest, MessageRequest
from yeoul.api.calls import Wanted
from yeoul.api.ollama.chat_request import GenerateRequest, OllamaRequest
from yeoul.errors import InvalidRequest
from yeoul.protocol.turns import Call

CALLS = st.fixed_dictionaries(
    {"function": st.fixed_dictionaries({"name": scalars, "arguments": anything}) | anything}
)
BLOCKS = st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "tool_use", "tool_result", "thinking", "image"])},
    optional={"text": scalars, "id": scalars, "name": scalars, "input": anything}
    | {"tool_use_id": scalars, "content": anything},
)
MESSAGES = st.fixed_dictionaries(
    {"role": st.sampled_from(["system", "user", "assistant", "tool"]) | anything},
    optional={"content": scalars | st.lists(BLOCKS, max_size=3), "images": anything}
    | {"tool_calls": st.lists(CALLS, max_size=2) | anything, "tool_name": scalars},
)
NAMES = {*MessageRequest.model_fields, *OllamaRequest.model_fields, *GenerateRequest.model_fields}
BODIES = st.fixed_dictionaries(
    {"model": st.just("echo"), "messages": st.lists(MESSAGES, max_size=4) | anything},
    optional=dict.fromkeys(NAMES - {"model", "messages"}, anything)
    | {"max_tokens": st.integers(-1, 9), "prompt": scalars, "raw": anything},
)
READS: dict[str, Callable[[Any], Wanted]] = {
    "messages": lambda body: MessageRequest.model_validate(body).to_call(),
    "chat": lambda body: OllamaRequest.model_validate(body).to_call(),
    "generate": lambda body: GenerateRequest.model_validate(body).to_chat().to_call(),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@given(body=st.one_of(anything, BODIES))
def test_any_json_is_a_call_or_is_refused_by_the_name_of_a_field(
    read: Callable[[Any], Wanted], body: Any
) -> None:
    wanted = read_or_refused(read, body)
    if wanted is None:
        return
    # What was read can be kept, and found again as it was.
    call = Call(wanted.turns, wanted.options, "0" * 64)
    assert stored(call) == call
    assert any(turn.role in ("user", "tool") for turn in wanted.turns)


def nested(depth: int) -> Any:
    return orjson.loads(b'{"a":' * depth + b"1" + b"}" * depth)


def asked(**fields: Any) -> dict[str, Any]:
    return {
        "model": "echo",
        "max_tokens": 1,
        "messages": [{"role": "user", "content": "?"}],
    } | fields


def test_what_is_nested_too_deeply_is_refused_by_the_name_of_its_field() -> None:
    use = {"type": "tool_use", "id": "a", "name": "b", "input": nested(300)}
    call = {"function": {"name": "b", "arguments": nested(300)}}
    tool = {"name": "b", "input_schema": nested(300)}
    history = [{"role": "user", "content": "?"}]
    tries: list[tuple[Callable[[], Any], str]] = [
        (
            lambda: READS["messages"](
                asked(messages=[*history, {"role": "assistant", "content": [use]}])
            ),
            "messages[1].content[0].input",
        ),
        (
            lambda: READS["chat"](
                asked(messages=[*history, {"role": "assistant", "tool_calls": [call]}])
            ),
            "messages[1].tool_calls[0]",
        ),
        (lambda: CountRequest.model_validate(asked(tools=[tool])).texts(), "tools"),
    ]
    for read, field in tries:
        with pytest.raises(InvalidRequest, match="too deeply") as refused:
            read()
        assert refused.value.fields[0][0] == field
