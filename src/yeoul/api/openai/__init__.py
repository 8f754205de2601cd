"""The door for clients of OpenAI's API: Chat Completions, Responses and models.

Each module has one part: what requests want (`chat_request`, `response_request`), streams and whole
replies (`chunk_writer`, `response_writer` with its `response_numbers`, `response_object`), how they
leave (`chat_stream`), errors (`errors`).
"""

#: What all its addresses begin with.
PREFIX = "/v1"
