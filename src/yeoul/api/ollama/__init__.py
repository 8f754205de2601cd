"""The door for clients of Ollama.

Each module has one part: the door's statement (`door`), its routes (`chat` and `listing`;
`api.shared_chat` has the address that is the AI SDK's, too), what requests want (`chat_request`),
lines and whole replies (`line_writer`), models in its shapes (`models`), errors (`errors`).
"""
