"""The body of a question to a service, and the known habits of the service.

Pure. Services differ in which fields they refuse. Each is asked in the common way first; its
refusals are remembered, and the question is put in another way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, cast

from yeoul.addresses import ServiceAddress
from yeoul.providers.base import Prompt, Turn
from yeoul.providers.chat_request import ChatRequest, ContinueWay, chat_request

#: The field by which a service is told whether its model thinks.
ThinkingField = Literal[
    "chat_template_kwargs", "enable_thinking", "reasoning_effort", "reasoning", "thinking"
]
#: Services whose documentation names such a field, by their hosts. Where there is none to switch
#: thinking on, its absence does.
_THINKING_FIELDS: dict[str, ThinkingField] = {
    "openrouter.ai": "reasoning",
    "api.deepseek.com": "thinking",
    "api.z.ai": "thinking",
    "dashscope.aliyuncs.com": "enable_thinking",
    "dashscope-intl.aliyuncs.com": "enable_thinking",
    "generativelanguage.googleapis.com": "reasoning_effort",
}
#: Most models whose habits are remembered.
MAX_MODELS = 1000
_NO_SYSTEM = re.compile(r"system (role|prompt|message)s? (is |are )?(not|un)[ -]?support", re.I)


@dataclass(slots=True)
class Habits:
    """The observed behaviour of one service and its models."""

    takes_stream_options: bool = True
    max_tokens_name: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    #: Models whose templates have no place for a system prompt.
    without_system: set[str] = field(default_factory=set)
    #: Models that begin with thinking that no tag opens.
    thinks_first: set[str] = field(default_factory=set)
    #: How it is told whether to think; None where that is not known.
    thinking_field: ThinkingField | None = None

    def note_refusal(self, asked: ChatRequest, reason: str) -> bool:
        """Note the reason of a refusal. Returns whether the question can be put in another way.

        ``asked`` is the body that was refused, ``reason`` the service's own words.
        """
        if "stream_options" in asked and "stream_options" in reason:
            self.takes_stream_options = False
            return True
        if "max_tokens" in asked and "max_completion_tokens" in reason:
            self.max_tokens_name = "max_completion_tokens"
            return True
        switch = self.thinking_field
        if switch is not None and switch in asked and switch in reason:
            self.thinking_field = None
            return True
        if asked["messages"][0]["role"] == "system" and _NO_SYSTEM.search(reason):
            self.without_system.add(asked["model"])
            return len(self.without_system) < MAX_MODELS
        return False

    def note_beginning(self, model: str, *, thinks_first: bool) -> None:
        """Note whether an answer has shown that its model begins with thinking."""
        if not thinks_first:
            self.thinks_first.discard(model)
        elif len(self.thinks_first) < MAX_MODELS:
            self.thinks_first.add(model)


def request_body(prompt: Prompt, habits: Habits) -> ChatRequest:
    """Return the body of a question. The service decides whatever the prompt leaves open."""
    turns = prompt.turns
    if prompt.model in habits.without_system:
        turns = _without_system(turns)
    body: ChatRequest = {"model": prompt.model, **chat_request(turns, prompt.parameters)}
    if not habits.takes_stream_options:
        del body["stream_options"]
    if habits.max_tokens_name != "max_tokens" and "max_tokens" in body:
        body[habits.max_tokens_name] = body.pop("max_tokens")
    if prompt.parameters.thinking is not None and not prompt.prefix:
        _tell_to_think(body, habits.thinking_field, thinking=prompt.parameters.thinking)
    if prompt.candidates:
        body["logprobs"], body["top_logprobs"] = True, prompt.candidates
    # The format's own fields, which the caller has chosen: as `takes` and doors let them through.
    return cast("ChatRequest", {**prompt.options, **body})


def thinking_field_of(address: ServiceAddress, way: ContinueWay) -> ThinkingField | None:
    """Return how the service at an address is told whether to think; None if that is not known."""
    for host, name in _THINKING_FIELDS.items():
        if address.host == host or address.host.endswith(f".{host}"):
            return name
    # vLLM and llama.cpp give it to the model's template. Others on this machine ignore it.
    return "chat_template_kwargs" if address.is_local or way in ("vllm", "llama.cpp") else None


def _tell_to_think(body: ChatRequest, by: ThinkingField | None, *, thinking: bool) -> None:
    if by == "chat_template_kwargs":
        body[by] = {"enable_thinking": thinking}
    elif by == "reasoning":
        body[by] = {"enabled": thinking}
    elif by == "thinking":
        body[by] = {"type": "enabled" if thinking else "disabled"}
    elif by == "enable_thinking":
        body[by] = thinking
    elif by == "reasoning_effort" and not thinking:
        body[by] = "none"


def _without_system(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return the turns with the system prompt at the beginning of the first question."""
    if len(turns) < 2 or turns[0].role != "system":
        return turns
    system, first, *rest = turns
    if first.role != "user":  # a program's history may begin with anything
        return (Turn("user", system.content), first, *rest)
    asked = first._replace(content=f"{system.content}\n\n{first.content}")
    return (asked, *rest)
