"""A small asynchronous client: asks questions and follows answers through every kind of cut.

    async with Client("http://127.0.0.1:8000") as client:
        async for event in client.ask("What is a ford?"):
            if isinstance(event, Delta):
                print(event.text, end="")

After a lost connection, a restarted server, or a proxy that cuts or falls silent, the stream goes
on behind the last event it gave. It uses any of the four transports and can switch on the way. At
the end the text is compared with the server's hash of it. Leaving early does not stop the answer;
`Client.stop` does.

A model may ask for calls of tools: each `ToolCall` of the stream is a piece of one, and
``stream.transcript.content.tool_calls`` has them joined, as far as they have come, as does
`Answer.tool_calls`. To call the tools is up to the caller.

Besides the events of `yeoul.events` a stream yields a `Heartbeat` whenever the answer waits: in the
queue, or for a model that loads or thinks. Code that matches on `Delta` alone can ignore them.
"""

from __future__ import annotations

from yeoul.client.answer_stream import AnswerStream
from yeoul.client.assistants import Assistants
from yeoul.client.client import Client
from yeoul.client.question import AnswerFields, QuestionFields, QuestionIds
from yeoul.client.replies import Answer, Conversation, ConversationPage, Model
from yeoul.client.retry_policy import RetryPolicy
from yeoul.client.transcript import Transcript
from yeoul.client.transports import Transport
from yeoul.protocol.assistants import Assistant, AssistantChanges, AssistantFields, file_of
from yeoul.protocol.attachments import Attachment
from yeoul.protocol.conversation import BegunWith, Parameters, Question
from yeoul.protocol.entries import Heartbeat, Update

__all__ = [
    "Answer",
    "AnswerFields",
    "AnswerStream",
    "Assistant",
    "AssistantChanges",
    "AssistantFields",
    "Assistants",
    "Attachment",
    "BegunWith",
    "Client",
    "Conversation",
    "ConversationPage",
    "Heartbeat",
    "Model",
    "Parameters",
    "Question",
    "QuestionFields",
    "QuestionIds",
    "RetryPolicy",
    "Transcript",
    "Transport",
    "Update",
    "file_of",
]
