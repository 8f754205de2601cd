"""langchain-openai and pydantic-ai: their agents call a tool, and read the answer behind it."""

# in: newest
# asks: scripted:call
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from must_read import KEY, MODEL, QUESTION, URL
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider


@tool
def look_up(question: str) -> str:
    """Look something up."""
    return f"Found: {question}"


chat = ChatOpenAI(base_url=f"{URL}/v1", api_key=KEY, model=MODEL).bind_tools([look_up])
whole = None
for chunk in chat.stream(QUESTION):
    whole = chunk if whole is None else whole + chunk
[call] = whole.tool_calls
assert (call["name"], call["args"]) == ("look_up", {"question": QUESTION}), call
result = ToolMessage(look_up.invoke(call["args"]), tool_call_id=call["id"])
assert chat.invoke([HumanMessage(QUESTION), whole, result]).text == f"Found: {QUESTION}"

agent = Agent(OpenAIChatModel(MODEL, provider=OpenAIProvider(base_url=f"{URL}/v1", api_key=KEY)))


@agent.tool_plain
def look_it_up(question: str) -> str:
    """Look something up."""
    return f"Found: {question}"


assert agent.run_sync(QUESTION).output == f"Found: {QUESTION}"
