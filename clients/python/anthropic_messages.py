"""anthropic: a stream by its helper and by events, a whole reply, the models, and a refusal."""

# in: newest
from anthropic import Anthropic, NotFoundError
from must_read import KEY, MESSAGES, MODEL, URL, must_read

client = Anthropic(base_url=URL, api_key=KEY, _strict_response_validation=True)
asked = {"model": MODEL, "messages": MESSAGES, "max_tokens": 4096}


def check(message) -> None:
    [block] = message.content
    counted = [message.usage.input_tokens, message.usage.output_tokens]
    must_read(block.text, message.stop_reason == "end_turn", counted)


with client.messages.stream(**asked) as stream:
    streamed = "".join(stream.text_stream)
    check(stream.get_final_message())
read = ""
for event in client.messages.create(**asked, stream=True):
    if event.type == "content_block_delta" and event.delta.type == "text_delta":
        read += event.delta.text
assert read == streamed
check(client.messages.create(**asked))
assert client.messages.count_tokens(model=MODEL, messages=MESSAGES).input_tokens > 0
assert MODEL in [model.id for model in client.models.list()]
try:
    client.messages.create(**{**asked, "model": "nothing/here"})
except NotFoundError as refused:
    assert refused.body["error"]["type"] == "not_found_error", refused.body
else:
    raise AssertionError("a model that is not there was asked")
