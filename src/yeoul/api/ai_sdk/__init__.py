"""The door for pages with the AI SDK's `useChat`.

Each module has one part: the door's statement (`door`), its routes (`ui_chat`; `api.shared_chat`
has the address that is Ollama's, too), what requests want (`ui_request`) and how that is asked in a
conversation (`asking`, with ids by `page_ids`), streams (`ui_writer`), errors (`errors`).
"""

#: Headers by which its clients know the stream.
HEADERS = {"x-vercel-ai-ui-message-stream": "v1"}
