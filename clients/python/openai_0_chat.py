"""openai before 1.0: a stream and a whole reply."""

# in: openai-0
import openai
from must_read import KEY, MESSAGES, MODEL, URL, must_read

openai.api_base, openai.api_key = f"{URL}/v1", KEY

text, finish = "", None
for chunk in openai.ChatCompletion.create(model=MODEL, messages=MESSAGES, stream=True):
    [choice] = chunk["choices"]
    text += choice["delta"].get("content") or ""
    finish = choice["finish_reason"] or finish
reply = openai.ChatCompletion.create(model=MODEL, messages=MESSAGES)
usage = reply["usage"]
counted = [usage["prompt_tokens"], usage["completion_tokens"]]
must_read(text, finish == "stop", counted)
[choice] = reply["choices"]
must_read(choice["message"]["content"], choice["finish_reason"] == "stop", counted)
