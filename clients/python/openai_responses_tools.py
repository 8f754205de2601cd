"""openai: a call of a tool by the Responses API, and the answer behind its result."""

# in: newest, openai-2, openai-1
# asks: scripted:call
import json

from must_read import KEY, MODEL, QUESTION, URL
from openai import OpenAI

client = OpenAI(base_url=f"{URL}/v1", api_key=KEY)
TOOL = {
    "type": "function",
    "name": "look_up",
    "parameters": {"type": "object", "properties": {"question": {"type": "string"}}},
    "strict": False,
}
asked = {"model": MODEL, "tools": [TOOL]}


def called(response):
    """Return the one call of a response."""
    assert response.status == "completed", response.status
    [call] = [item for item in response.output if item.type == "function_call"]
    assert call.name == "look_up"
    assert json.loads(call.arguments) == {"question": QUESTION}
    return call


with client.responses.stream(**asked, input=QUESTION) as stream:
    called(stream.get_final_response())
reply = client.responses.create(**asked, input=QUESTION, store=True)
result = {"type": "function_call_output", "call_id": called(reply).call_id, "output": "A ford."}
told = client.responses.create(**asked, input=[result], previous_response_id=reply.id)
assert told.output_text == "A ford.", told.output
