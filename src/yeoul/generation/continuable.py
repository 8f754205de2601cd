"""The rules of going on: which answers can, behind which texts, and which do so unasked."""

from __future__ import annotations

from yeoul.errors import InvalidRequest, NotContinuable
from yeoul.generation.prompt import answer_full, bytes_left, check_window, is_full, turns_for
from yeoul.protocol.content import Content
from yeoul.protocol.conversation import Answer
from yeoul.providers.base import Model, Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.store.base import Store


def goes_on_unasked(provider: Provider, answer: Answer, content: Content) -> bool:
    """Return whether a provider goes on with an answer that a server has left, without a person.

    There has to be a text to go on behind, and more than the answer was to begin with: a service
    would be asked, and paid, for all of the answer again. Behind a tool call there is none.
    """
    has_text = len(content.text) > len(answer.prefix) or not provider.remote
    return provider.continues_unasked and has_text and not content.tool_calls


class Continuable:
    """Decides whether settled answers can be continued."""

    def __init__(self, store: Store, catalogue: Catalogue, max_answer_bytes: int) -> None:
        self._store = store
        self._catalogue = catalogue
        self._max_answer_bytes = max_answer_bytes

    def allows(self, answer: Answer) -> bool:
        """Return whether a settled answer can go on, as far as it shows without its thread."""
        return self._can_go_on(answer) and not self._is_full(answer)

    def check(self, answer: Answer) -> None:
        """Check that `allows` is true of a settled answer.

        Raises:
            NotContinuable: it is not; the error says why.
        """
        if not self._can_go_on(answer):
            raise NotContinuable(
                "Only an answer that broke off, or was cut at its length limit or for going round"
                " in circles, can go on, and only with a model that can continue a text."
                " Regenerate it instead."
            )
        if self._is_full(answer):
            raise answer_full()

    def check_prefix(self, prefix: str) -> None:
        """Check that an answer which begins with this text can grow.

        Raises:
            InvalidRequest
        """
        if is_full(bytes_left(Content(prefix), self._max_answer_bytes)):
            raise InvalidRequest.of(
                "prefix", f"must be shorter: an answer has at most {self._max_answer_bytes:,} bytes"
            )

    async def find_model(self, owner: str, answer: Answer) -> tuple[Provider, Model]:
        """Return the provider and the model that continue a settled answer.

        Slow: the provider may have to count tokens.

        Raises:
            NotContinuable: as `check`, or the text leaves no room in the model's context window.
            YeoulError: as `Catalogue.find`.
        """
        self.check(answer)
        provider, model = await self._catalogue.find(answer.model)
        # This changes nothing in a settled answer.
        thread = (await self._store.begin(owner, answer.id, answer.epoch)).thread
        await check_window(answer, provider, model, turns_for(answer, thread))
        return provider, model

    def _can_go_on(self, answer: Answer) -> bool:
        broken_off = ("stopped", "interrupted", "failed")
        cut = ("length", "repetition")  # by a limit, or by a guard that may be wrong
        unfinished = answer.status in broken_off or answer.reason in cut
        provider = self._catalogue.known_provider(answer.model)
        can_continue = provider is not None and provider.can_continue
        # A model goes on behind a text, not behind a tool call.
        text, _, calls, _ = answer.content
        return unfinished and bool(text) and not calls and can_continue

    def _is_full(self, answer: Answer) -> bool:
        return is_full(bytes_left(answer.content, self._max_answer_bytes))
