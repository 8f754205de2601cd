"""The choice of the model that answers a question, made in the transaction that writes it.

A service is not asked for its models in the middle of a transaction: the first try is undone then,
the service is asked, and the second try knows its models.
"""

from __future__ import annotations

from collections.abc import Callable

from yeoul.errors import ImagesNotTaken, InvalidRequest, NotContinuable
from yeoul.protocol.turns import Call
from yeoul.providers.base import DECISIVE, Model, Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.store.base import Ask, Regenerate


class ModelNotKnown(Exception):
    """Undoes a transaction that needs a model for which the providers have to be asked first."""

    def __init__(self, model_id: str | None) -> None:
        self.model_id = model_id


class ModelChoice:
    """The choice for one question. Its provider and model are known once the question is stored."""

    def __init__(
        self, catalogue: Catalogue, check_accepting: Callable[[], None], wish: Ask | Regenerate
    ) -> None:
        self._call = wish.call if isinstance(wish, Ask) else None
        self._prefix = "" if isinstance(wish, Ask) else wish.prefix
        self._catalogue = catalogue
        self._check_accepting = check_accepting
        self.found: tuple[Provider, Model] | None = None
        self.is_default = False

    def choose(self, model_id: str | None, *, pictures: bool) -> str:
        """Return the model's id (`ChooseModel`). Runs in the store's thread and only reads.

        Raises:
            ShuttingDown, TooManyAnswers: no answer can begin at present.
            ModelNotKnown: the providers have to be asked for their models first.
            InvalidRequest: the model cannot do what a program wishes.
            ImagesNotTaken: the question has pictures, and the model is known to see none.
            NotContinuable: the answer is to begin with a text, and the model cannot go on there.
        """
        self._check_accepting()
        self.found, self.is_default = self._catalogue.known(model_id), model_id is None
        if self.found is None:
            raise ModelNotKnown(model_id)
        if self._call is not None:
            _check_taken(self._call, *self.found, self._catalogue)
        if self._prefix:
            _check_goes_on(*self.found, self._catalogue)
        if pictures:
            check_sees(self.found[1], self._catalogue)
        return self.found[1].id


def _check_goes_on(provider: Provider, model: Model, catalogue: Catalogue) -> None:
    """Check that a provider goes on behind a text with which an answer begins."""
    if not provider.can_continue:
        other = catalogue.known_to_continue()
        ask = f"Ask {other}, which can" if other else "Ask another model"
        raise NotContinuable(
            f"{model.id} cannot go on behind a text, so its answer cannot begin with one. {ask}, or"
            " say in the settings of its service how it is told to; or ask without a prefix."
        )


def check_sees(model: Model, catalogue: Catalogue) -> None:
    """Check that a model is not known to be blind."""
    if model.images is False:
        other = catalogue.known_to_see()
        choose = f"Choose {other}, which does" if other else "Choose a model that does"
        raise ImagesNotTaken(f"{model.id} sees no pictures. {choose}, or ask without them.")


def _check_taken(call: Call, provider: Provider, model: Model, catalogue: Catalogue) -> None:
    """Check that a provider goes by all that would change the answer to a call."""
    for name in sorted(DECISIVE & call.options.keys() - provider.takes):
        other = catalogue.known_to_take(name)
        or_ask = f", or ask {other}" if other else ""
        raise InvalidRequest.of(name, f"is not possible with {model.id}: leave it out{or_ask}")
    if "tools" not in provider.takes and not all(turn.is_text for turn in call.turns):
        other = catalogue.known_to_take("tools")
        or_ask = f"; ask {other}, which does" if other else ""
        raise InvalidRequest.of(
            "messages", f"must be text, without calls of tools: {model.id} takes none{or_ask}"
        )
    if call.prefill and not provider.can_continue:
        raise InvalidRequest.of(
            "messages",
            f"must end with a message of the user: {model.id} cannot go on behind a text",
        )
