"""A program for Ollama: of it only the host has changed."""

from __future__ import annotations

import os
import sys

from ollama import Client

URL = os.environ.get("YEOUL_URL", "http://127.0.0.1:8000")
TOKEN = os.environ.get("YEOUL_TOKEN", "any")  # where people have accounts, one of theirs

client = Client(host=URL, headers={"Authorization": f"Bearer {TOKEN}"})
question = " ".join(sys.argv[1:]) or "What is a ford?"
model = client.list().models[0].model

for part in client.chat(model, messages=[{"role": "user", "content": question}], stream=True):
    print(part.message.content or "", end="", flush=True)
print()
