"""The door for pages with the AI SDK's `useChat`: its UI message stream, and its chat requests."""

#: Headers by which its clients know the stream.
HEADERS = {"x-vercel-ai-ui-message-stream": "v1"}
