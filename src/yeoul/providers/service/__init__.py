"""An OpenAI-compatible service: asked over HTTP, read as it is spoken."""
