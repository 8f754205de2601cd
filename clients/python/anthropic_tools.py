"""anthropic: a call of a tool as a stream, and the answer behind its result."""

# in: newest
# asks: scripted:call
from anthropic import Anthropic
from must_read import KEY, MESSAGES, MODEL, QUESTION, URL

client = Anthropic(base_url=URL, api_key=KEY, _strict_response_validation=True)
TOOL = {
    "name": "look_up",
    "input_schema": {"type": "object", "properties": {"question": {"type": "string"}}},
}
asked = {"model": MODEL, "max_tokens": 4096, "tools": [TOOL]}

with client.messages.stream(**asked, messages=MESSAGES) as stream:
    message = stream.get_final_message()
assert message.stop_reason == "tool_use", message.stop_reason
[call] = [block for block in message.content if block.type == "tool_use"]
assert (call.name, call.input) == ("look_up", {"question": QUESTION}), call
result = {"type": "tool_result", "tool_use_id": call.id, "content": "A shallow place."}
said = {"role": "assistant", "content": [block.model_dump() for block in message.content]}
told = client.messages.create(
    **asked, messages=[*MESSAGES, said, {"role": "user", "content": [result]}]
)
assert told.content[0].text == "A shallow place.", told.content
