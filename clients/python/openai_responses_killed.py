"""openai: one Response read to its end although its server is killed twice."""

# in: newest, openai-2, openai-1
import time

from must_read import KEY, QUESTION, KilledServer, must_read
from openai import APIConnectionError, APIStatusError, OpenAI

#: What a cut connection is to each version: 1 and 2 let their HTTP library's error through.
CUT: tuple = (APIConnectionError, APIStatusError)
try:
    import httpx

    CUT += (httpx.TransportError,)
except ImportError:
    pass
try:
    import httpx2

    CUT += (httpx2.TransportError,)
except ImportError:
    pass


def follow(client, response_id, state) -> bool:
    """Read on behind the last number; returns whether the end was read."""
    options = {"starting_after": state["number"]} if state["number"] is not None else {}
    for event in client.responses.retrieve(response_id, stream=True, **options):
        state["number"] = event.sequence_number
        if event.type == "response.output_text.delta":
            state["text"] += event.delta
        if event.type == "response.completed":
            state["usage"] = event.response.usage
            return True
        if len(state["text"]) >= 200 * (state["kills"] + 1) and state["kills"] < 2:
            state["kills"] += 1
            state["server"].kill()
    return False


with KilledServer() as server:
    client = OpenAI(
        base_url=f"{server.url}/v1", api_key=KEY, max_retries=5, _strict_response_validation=True
    )
    begun = client.responses.create(model=server.model, input=QUESTION, background=True, store=True)
    state = {"number": None, "text": "", "kills": 0, "server": server, "usage": None}
    deadline = time.monotonic() + 90
    ended = False
    while not ended and time.monotonic() < deadline:
        try:
            ended = follow(client, begun.id, state)
        except CUT:
            time.sleep(0.1)
    assert state["kills"] == 2, state["kills"]
    whole = client.responses.retrieve(begun.id)
    assert state["text"] == whole.output_text
    must_read(state["text"], ended, [state["usage"].output_tokens])
