"""A program for OpenAI's API: of it only the base URL has changed."""

from __future__ import annotations

import os
import sys

from openai import OpenAI

URL = os.environ.get("YEOUL_URL", "http://127.0.0.1:8000")
TOKEN = os.environ.get("YEOUL_TOKEN", "any")  # where people have accounts, one of theirs

client = OpenAI(base_url=f"{URL}/v1", api_key=TOKEN)
question = " ".join(sys.argv[1:]) or "What is a ford?"
model = client.models.list().data[0].id

for chunk in client.chat.completions.create(
    model=model, messages=[{"role": "user", "content": question}], stream=True
):
    print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
