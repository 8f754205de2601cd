"""litellm: a stream with usage, and a whole reply."""

# in: newest
import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # its list of prices would be fetched

import litellm
from must_read import KEY, MESSAGES, MODEL, URL, must_read

litellm.telemetry = False
asked = {
    "model": f"openai/{MODEL}",
    "messages": MESSAGES,
    "api_base": f"{URL}/v1",
    "api_key": KEY,
}
chunks = list(litellm.completion(**asked, stream=True, stream_options={"include_usage": True}))
text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
ends = [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices]
built = litellm.stream_chunk_builder(chunks)
must_read(text, "stop" in ends, [built.usage.completion_tokens])
reply = litellm.completion(**asked)
[choice] = reply.choices
usage = reply.usage
must_read(
    choice.message.content,
    choice.finish_reason == "stop",
    [usage.prompt_tokens, usage.completion_tokens],
)
