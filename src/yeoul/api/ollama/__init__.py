"""The door for clients of Ollama.

Each module has one part: what chats want (`chat_request`), lines and whole replies (`line_writer`),
how they leave (`chat`), what is told of models (`listing`, in the shapes of `models`), errors
(`errors`).
"""
