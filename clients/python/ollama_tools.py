"""ollama: a call of a tool as a stream, and the answer behind its result."""

# in: newest
# asks: scripted:call
from must_read import MESSAGES, MODEL, QUESTION, URL
from ollama import Client


def look_up(question: str) -> str:
    """Look something up.

    Args:
      question: what is asked
    """
    return f"Found: {question}"


client = Client(host=URL)
calls = []
for part in client.chat(MODEL, messages=MESSAGES, tools=[look_up], stream=True):
    calls += part.message.tool_calls or []
[call] = calls
assert (call.function.name, dict(call.function.arguments)) == ("look_up", {"question": QUESTION})
result = {"role": "tool", "tool_name": "look_up", "content": look_up(**call.function.arguments)}
said = {"role": "assistant", "content": "", "tool_calls": calls}
told = client.chat(MODEL, messages=[*MESSAGES, said, result], tools=[look_up])
assert told.message.content == f"Found: {QUESTION}"
