"""openai: a stream, a whole reply, the helper that accumulates, the models, and a refusal."""

# in: newest, openai-2, openai-1
from must_read import KEY, MESSAGES, MODEL, URL, must_read
from openai import NotFoundError, OpenAI

client = OpenAI(base_url=f"{URL}/v1", api_key=KEY, _strict_response_validation=True)
asked = {"model": MODEL, "messages": MESSAGES}

text, finish, usage = "", None, None
for chunk in client.chat.completions.create(
    **asked, stream=True, stream_options={"include_usage": True}
):
    for choice in chunk.choices:
        text += choice.delta.content or ""
        finish = choice.finish_reason or finish
    usage = chunk.usage or usage
must_read(text, finish == "stop", [usage.prompt_tokens, usage.completion_tokens])

reply = client.chat.completions.create(**asked)
usage = reply.usage
[choice] = reply.choices
must_read(
    choice.message.content,
    choice.finish_reason == "stop",
    [usage.prompt_tokens, usage.completion_tokens],
)

with client.chat.completions.stream(**asked, stream_options={"include_usage": True}) as stream:
    final = stream.get_final_completion()
[choice] = final.choices
must_read(choice.message.content, choice.finish_reason == "stop", [final.usage.completion_tokens])

assert MODEL in [model.id for model in client.models.list()]
assert client.models.retrieve(MODEL).id == MODEL
try:
    client.chat.completions.create(model="nothing/here", messages=MESSAGES)
except NotFoundError as refused:
    assert refused.code == "model_not_found", refused.code
else:
    raise AssertionError("a model that is not there was asked")
