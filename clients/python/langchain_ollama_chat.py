"""langchain-ollama: a stream, and a whole reply."""

# in: newest
from langchain_ollama import ChatOllama
from must_read import MODEL, QUESTION, URL, must_read

chat = ChatOllama(base_url=URL, model=MODEL)

whole = None
for chunk in chat.stream(QUESTION):
    whole = chunk if whole is None else whole + chunk
for message in (whole, chat.invoke(QUESTION)):
    usage = message.usage_metadata
    ended = message.response_metadata["done_reason"] == "stop"
    must_read(message.text, ended, [usage["input_tokens"], usage["output_tokens"]])
