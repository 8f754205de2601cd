"""The body of a question to llama.cpp: what it is asked for, and what it would misread is left out.

Pure. Tools are offered by the model's own chat template, and its calls read by llama.cpp, which
makes the arguments keep to their schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yeoul.providers.base import Prompt, Turn
from yeoul.providers.chat_request import chat_request

DEFAULT_TEMPERATURE = 0.3
DEFAULT_MAX_TOKENS = 1024
#: A mild guard against repetition. Of 20 questions, SmolLM2 went round in circles on 7 without it,
#: and on none with it; a penalty of 1.1 alone bent code and names.
REPETITION_GUARD = {
    "repeat_penalty": 1.05,
    "repeat_last_n": 64,
    "dry_multiplier": 0.8,
    "dry_base": 1.75,
    "dry_allowed_length": 4,
    "dry_penalty_last_n": 1024,
}

#: Options that llama.cpp goes by, whatever the model, and those for the choice of each token. All
#: others mean nothing here.
TAKEN = frozenset({"stop", "response_format"})
_SAMPLING = frozenset({"top_k", "min_p", "frequency_penalty", "presence_penalty"})


def llama_request(prompt: Prompt, *, thinks: bool) -> dict[str, Any]:
    """Return the body of a question to a model that ``thinks``, or does not."""
    prefix = [Turn("assistant", prompt.prefix)] if prompt.prefix else []
    request = chat_request([*prompt.turns, *prefix], prompt.parameters)
    request.setdefault("temperature", DEFAULT_TEMPERATURE)
    request.setdefault("max_tokens", DEFAULT_MAX_TOKENS)
    if "seed" in request:
        request["seed"] &= 0xFFFFFFFF
    more: dict[str, Any] = {"return_progress": True}
    tools = _tools(prompt.options)
    if not tools:
        # A call repeats what stands in the prompt, and its form has to come out exactly.
        more |= REPETITION_GUARD
        if prompt.candidates:  # llama.cpp refuses them beside tools
            more |= {"logprobs": True, "top_logprobs": prompt.candidates}
    if thinks:
        # Unasked, llama.cpp leaves the thinking out. Behind a text it is over already.
        thinking = prompt.parameters.thinking is not False and not prompt.prefix
        more["chat_template_kwargs"] = {"enable_thinking": thinking}
    return {**_taken(prompt.options), **tools, **request, **more}


def _taken(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that llama.cpp goes by; of those for sampling, the ones that are numbers.

    A service refuses what it does not understand. Here nobody would look at it before the engine.
    """
    taken = {name: options[name] for name in TAKEN & options.keys()}
    for name in _SAMPLING & options.keys():
        if isinstance(options[name], int | float) and not isinstance(options[name], bool):
            taken[name] = options[name]
    return taken


def _tools(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tools, and the choice among them, in the form of llama.cpp.

    It knows no choice of certain tools: the others are left out.
    """
    tools, choice = options.get("tools"), options.get("tool_choice", "auto")
    if not tools:
        return {}
    if isinstance(choice, Mapping):
        allowed = choice.get("allowed_tools", {"mode": "required", "tools": [choice]})
        names = [tool["function"]["name"] for tool in allowed["tools"]]
        tools = [tool for tool in tools if tool["function"]["name"] in names]
        choice = allowed["mode"]
    in_parallel = options.get("parallel_tool_calls", True)
    return {"tools": tools, "tool_choice": choice, "parallel_tool_calls": in_parallel}
