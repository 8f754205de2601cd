"""A small asynchronous client: asks questions and follows answers through every kind of cut.

    async with Client("http://127.0.0.1:8000") as client:
        async for event in client.ask("What is a ford?"):
            if isinstance(event, Delta):
                print(event.text, end="")

A lost connection, a restarted server, a proxy that cuts or falls silent: the stream goes on behind
the last event it gave, by whichever of the four transports, and they can be changed on the way. At
the end the text is held against the server's hash of it. Leaving early stops nothing on the server;
`Client.stop` does.
"""

from __future__ import annotations

from yeoul.client.answer_stream import Following
from yeoul.client.client import Client
from yeoul.client.retry_policy import RetryPolicy
from yeoul.client.transcript import Transcript
from yeoul.client.transports import Transport
from yeoul.client.wire import Heartbeat, Update

__all__ = [
    "Client",
    "Following",
    "Heartbeat",
    "RetryPolicy",
    "Transcript",
    "Transport",
    "Update",
]
