"""The door for clients of Ollama: chat, and the shapes in which it lists its models."""
