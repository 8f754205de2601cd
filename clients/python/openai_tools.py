"""openai: a call of a tool as a stream and whole, and the answer behind its result."""

# in: newest, openai-2, openai-1
# asks: scripted:call
import json

from must_read import KEY, MESSAGES, MODEL, QUESTION, URL
from openai import OpenAI

client = OpenAI(base_url=f"{URL}/v1", api_key=KEY, _strict_response_validation=True)
FUNCTION = {
    "name": "look_up",
    "parameters": {"type": "object", "properties": {"question": {"type": "string"}}},
}
asked = {"model": MODEL, "tools": [{"type": "function", "function": FUNCTION}]}


def check(call, finish) -> None:
    assert finish == "tool_calls", finish
    assert call.function.name == "look_up"
    assert json.loads(call.function.arguments) == {"question": QUESTION}


reply = client.chat.completions.create(**asked, messages=MESSAGES)
[call] = reply.choices[0].message.tool_calls
check(call, reply.choices[0].finish_reason)
with client.chat.completions.stream(**asked, messages=MESSAGES) as stream:
    final = stream.get_final_completion()
check(final.choices[0].message.tool_calls[0], final.choices[0].finish_reason)

behind = [
    *MESSAGES,
    reply.choices[0].message.model_dump(exclude_none=True),
    {"role": "tool", "tool_call_id": call.id, "content": "A shallow place."},
]
told = client.chat.completions.create(**asked, messages=behind)
assert told.choices[0].message.content == "A shallow place."
assert told.choices[0].finish_reason == "stop"
