"""The door for clients of OpenAI's API: Chat Completions, Responses, conversations and models.

Each module has one part: what requests want (`chat_request`, `response_request`), streams and whole
replies (`chunk_writer`, `response_writer` with its `response_numbers`, `response_object`), how they
leave (`chat_stream`, `response_stream`), where responses are kept and found (`kept_responses`),
lists (`item_lists`), errors (`errors`).
"""

#: What all its addresses begin with.
PREFIX = "/v1"
