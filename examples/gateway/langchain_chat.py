"""LangChain with Yeoul's models."""

from __future__ import annotations

import os
import sys

from langchain_openai import ChatOpenAI

URL = os.environ.get("YEOUL_URL", "http://127.0.0.1:8000")
TOKEN = os.environ.get("YEOUL_TOKEN", "any")  # where people have accounts, one of theirs
MODEL = os.environ.get("YEOUL_MODEL", "")  # without one, the server's default

chat = ChatOpenAI(base_url=f"{URL}/v1", api_key=TOKEN, model=MODEL)
for chunk in chat.stream(" ".join(sys.argv[1:]) or "What is a ford?"):
    print(chunk.text, end="", flush=True)
print()
