"""langchain-openai: a stream with usage, and a whole reply."""

# in: newest
from langchain_openai import ChatOpenAI
from must_read import KEY, MODEL, QUESTION, URL, must_read

chat = ChatOpenAI(base_url=f"{URL}/v1", api_key=KEY, model=MODEL, stream_usage=True)

whole = None
for chunk in chat.stream(QUESTION):
    whole = chunk if whole is None else whole + chunk
for message in (whole, chat.invoke(QUESTION)):
    usage = message.usage_metadata
    must_read(
        message.text,
        message.response_metadata["finish_reason"] == "stop",
        [usage["input_tokens"], usage["output_tokens"]],
    )
