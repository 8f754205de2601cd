"""The door for clients of OpenAI's API: Chat Completions, Responses, conversations and models.

Each module has one part: the door's statement (`door`), its routes (`chat_completions`,
`responses`, `conversations`, `models`), what requests want (`chat_request`, `response_request`),
streams and whole replies (`chunk_writer`, `response_writer` with its `response_numbers`,
`response_object`), the heartbeat of responses (`response_stream`), where they are kept and found
(`kept_responses`), lists (`item_lists`), errors (`errors`).
"""

#: What all its addresses begin with.
PREFIX = "/v1"
