"""ollama: a stream, a whole reply, the models, and what one is."""

# in: newest
from must_read import MESSAGES, MODEL, URL, must_read
from ollama import Client, ResponseError

client = Client(host=URL)

text, last = "", None
for part in client.chat(MODEL, messages=MESSAGES, stream=True):
    text += part.message.content or ""
    last = part
must_read(text, last.done_reason == "stop", [last.prompt_eval_count, last.eval_count])

reply = client.chat(MODEL, messages=MESSAGES)
must_read(
    reply.message.content,
    reply.done_reason == "stop",
    [reply.prompt_eval_count, reply.eval_count],
)
assert MODEL in [model.model.removesuffix(":latest") for model in client.list().models]
client.show(MODEL)
client.ps()
try:
    client.chat("nothing-here", messages=MESSAGES)
except ResponseError as refused:
    assert refused.status_code == 404, refused.status_code
else:
    raise AssertionError("a model that is not there was asked")
