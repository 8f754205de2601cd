"""openai: Responses as a stream, whole, in the background and from a number on, with the helper."""

# in: newest, openai-2, openai-1
import time

from must_read import KEY, MODEL, QUESTION, URL, must_read
from openai import OpenAI

client = OpenAI(base_url=f"{URL}/v1", api_key=KEY, _strict_response_validation=True)
asked = {"model": MODEL, "input": QUESTION}


def check(response) -> None:
    usage = response.usage
    ended = response.status == "completed"
    must_read(response.output_text, ended, [usage.input_tokens, usage.output_tokens])


text, last = "", None
for event in client.responses.create(**asked, stream=True):
    if event.type == "response.output_text.delta":
        text += event.delta
    last = event
assert last.type == "response.completed", last.type
assert text == last.response.output_text
check(last.response)
check(client.responses.create(**asked))
with client.responses.stream(**asked) as stream:
    check(stream.get_final_response())

# In the background: it is there at once, and read in two pieces.
begun = client.responses.create(**asked, background=True, store=True)
assert begun.status in ("queued", "in_progress", "completed"), begun.status
pieces, numbers = [], []
for after in (None, "the number of the tenth event"):
    options = {} if after is None else {"starting_after": numbers[-1]}
    for event in client.responses.retrieve(begun.id, stream=True, **options):
        numbers.append(event.sequence_number)
        if event.type == "response.output_text.delta":
            pieces.append(event.delta)
        if after is None and len(numbers) >= 10:
            break
assert numbers == sorted(numbers), numbers
while (whole := client.responses.retrieve(begun.id)).status != "completed":
    time.sleep(0.05)
check(whole)
assert "".join(pieces) == whole.output_text

[item] = client.responses.input_items.list(begun.id).data
assert item.content[0].text == QUESTION
client.responses.delete(begun.id)
kept = client.responses.create(**asked, store=True)
check(client.responses.create(**asked, previous_response_id=kept.id))
