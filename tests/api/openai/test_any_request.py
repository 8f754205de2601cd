"""Whatever JSON a body is, it is read as a call or refused with the name of a field."""

from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from tests.api.any_json import anything, read_or_refused, scalars, stored
from tests.api.lives import HEAD
from yeoul.api.openai.chat_request import ChatRequest
from yeoul.api.openai.kept_responses import told_of
from yeoul.api.openai.response_object import ResponseHead
from yeoul.api.openai.response_request import ResponseRequest
from yeoul.protocol.turns import Call

parts = st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "refusal", "image_url"]) | anything},
    optional={"text": scalars, "refusal": scalars},
)
calls = st.fixed_dictionaries(
    {"function": st.fixed_dictionaries({"name": scalars, "arguments": scalars}) | anything},
    optional={"id": scalars, "type": st.just("function") | scalars},
)
messages = st.fixed_dictionaries(
    {"role": st.sampled_from(["system", "developer", "user", "assistant", "tool"]) | anything},
    optional={
        "content": scalars | st.lists(parts, max_size=3) | anything,
        "tool_calls": st.lists(calls, max_size=2) | anything,
        "tool_call_id": scalars,
        "refusal": scalars,
    },
)
bodies = st.fixed_dictionaries(
    {"messages": st.lists(messages, max_size=4) | anything},
    optional={
        name: anything
        for name in [*ChatRequest.model_fields, "n", "logprobs", "logit_bias", "functions", "audio"]
        if name != "messages"
    },
)


@given(st.one_of(anything, bodies))
def test_any_json_is_a_call_or_is_refused_by_the_name_of_a_field(given: Any) -> None:
    wanted = read_or_refused(lambda body: ChatRequest.model_validate(body).to_call(), given)
    if wanted is None:
        return
    # What was read can be kept, and found again as it was.
    call = Call(wanted.turns, wanted.options, "0" * 64)
    assert stored(call) == call
    assert any(turn.role in ("user", "tool") for turn in wanted.turns)
    assert wanted.parameters.seed is None or 0 <= wanted.parameters.seed < 2**63


items = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["message", "function_call", "function_call_output", "reasoning"])
        | anything,
        "role": st.sampled_from(["system", "developer", "user", "assistant"]) | anything,
        "content": scalars | st.lists(parts, max_size=3) | anything,
        **dict.fromkeys(("call_id", "name", "arguments", "output"), scalars),
    },
)
responses = st.fixed_dictionaries(
    {"input": scalars | st.lists(items, max_size=4) | anything},
    optional={
        **dict.fromkeys(sorted({*ResponseRequest.model_fields, "prompt"} - {"input"}), anything),
        "tools": st.lists(st.dictionaries(st.sampled_from(["type", "name"]), scalars)),
        "text": st.fixed_dictionaries({}, optional={"format": anything}) | anything,
    },
)


@given(st.one_of(anything, responses))
def test_any_json_is_a_response_or_is_refused_by_the_name_of_a_field(given: Any) -> None:
    call = read_or_refused(lambda body: ResponseRequest.model_validate(body).to_call(), given)
    if call is None:
        return
    # What was read can be kept, and told again as it was.
    made = Call(call.wanted.turns, call.wanted.options, "0" * 64, told=told_of(call, ""))
    kept = stored(made)
    assert kept == made
    told = ResponseHead(HEAD, **kept.told["head"]).to_json("queued")
    assert orjson.loads(orjson.dumps(told)) == call.head(HEAD).to_json("queued")


@given(
    st.integers(-(2**200), 2**200)
    | st.integers(0, 400).map(lambda exponent: 10.0 ** (exponent % 300))
)
def test_a_seed_is_any_whole_number(seed: float) -> None:
    body = {"messages": [{"role": "user", "content": "?"}], "seed": seed}

    kept = ChatRequest.model_validate(body).to_call().parameters.seed

    assert kept == int(seed) % 2**63
    orjson.dumps(kept)
