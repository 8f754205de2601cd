"""pydantic-ai: a run, and a streamed one."""

# in: newest
import asyncio

from must_read import KEY, MODEL, QUESTION, URL, must_read
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

agent = Agent(OpenAIChatModel(MODEL, provider=OpenAIProvider(base_url=f"{URL}/v1", api_key=KEY)))


async def main() -> None:
    run = await agent.run(QUESTION)
    must_read(
        run.output,
        run.response.finish_reason == "stop",
        [run.usage.input_tokens, run.usage.output_tokens],
    )
    async with agent.run_stream(QUESTION) as stream:
        text = ""
        async for piece in stream.stream_text(delta=True, debounce_by=None):
            text += piece
        usage = stream.usage
        must_read(text, stream.response.finish_reason == "stop", [usage.output_tokens])


asyncio.run(main())
