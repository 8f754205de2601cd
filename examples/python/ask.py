"""Asks, and prints the tokens as they come. Interrupted, it says how to go on later.

python ask.py "What is a ford?"
python ask.py --follow <answer> <cursor>
"""

from __future__ import annotations

import asyncio
import os
import sys

from yeoul import Client
from yeoul.client import AnswerStream
from yeoul.errors import YeoulError
from yeoul.events import Delta, End, Reset

URL = os.environ.get("YEOUL_URL", "http://127.0.0.1:8000")
TOKEN = os.environ.get("YEOUL_TOKEN")  # where people have accounts


async def show(answer: AnswerStream) -> None:
    """Print the answer's text as it grows, and at the end its status."""
    async for event in answer:
        match event:
            case Delta(text):
                print(text, end="", flush=True)
            case Reset(text):  # replaces what was printed
                print(f"\n{text}", end="", flush=True)
            case End(status):
                print(f"\n[{status}]", file=sys.stderr)
            case _:
                pass


async def main(arguments: list[str]) -> None:
    """Ask, or go on; until the end, or until somebody interrupts."""
    async with Client(URL, token=TOKEN) as client:
        if not await client.is_reachable():  # it is waited for, two minutes at most
            print(f"There is no server at {URL} yet. Waiting…", file=sys.stderr)
        if arguments[:1] == ["--follow"]:
            answer = client.follow(arguments[1], arguments[2])
        else:
            answer = client.ask(" ".join(arguments) or "What is a ford?")
        try:
            await show(answer)
        except asyncio.CancelledError:
            # Letting go stops nothing: the answer goes on at the server.
            print(f"\npython ask.py --follow {answer.answer_id} {answer.cursor}", file=sys.stderr)


if __name__ == "__main__":
    try:
        asyncio.run(main(sys.argv[1:]))
    except (ConnectionError, YeoulError) as error:
        sys.exit(str(error))  # each is a sentence that says what to do
