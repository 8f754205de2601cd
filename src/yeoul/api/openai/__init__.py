"""The door for clients of OpenAI's API: Chat Completions and models.

Each module has one part: requests (`chat_request`), streams (`chat_stream`), whole replies
(`chat_reply`), errors (`errors`), routes (`chat_completions`, `models`).
"""

#: What all its addresses begin with.
PREFIX = "/v1"
