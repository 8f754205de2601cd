"""Assistants: kept, changed and deleted by their owner, and copied into what is begun with them.

Those that ship with the server are everybody's, until somebody changes or deletes one: from then on
that person has their own one in its place, or none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from yeoul.bus.base import Bus, Change
from yeoul.chat.shipped_assistants import SHIPPED, Language
from yeoul.errors import NotFound, UnknownModel
from yeoul.protocol.assistants import Assistant, AssistantChanges, AssistantFields
from yeoul.protocol.conversation import BegunWith, new_id
from yeoul.providers.catalogue import Catalogue
from yeoul.store.assistants import AssistantStore, KeptAssistant
from yeoul.store.base import Ask, Begun, Exchange, IdempotencyKey, Store
from yeoul.store.search import fold


class Listed(NamedTuple):
    """The assistants of an owner, by their names."""

    assistants: Sequence[Assistant]
    #: Those that ship with the server, and that the owner has deleted.
    deleted: Sequence[Assistant]


class Assistants:
    """The assistants of all owners. For one event loop.

    ``language`` is that of the reader. Errors of the store are as in `AssistantStore`.
    """

    def __init__(self, kept: AssistantStore, store: Store, catalogue: Catalogue, bus: Bus) -> None:
        self._kept = kept
        self._store = store
        self._catalogue = catalogue
        self._bus = bus

    @classmethod
    def of(cls, store: Store, catalogue: Catalogue, bus: Bus) -> Assistants | None:
        """Return the assistants that a store keeps; None where it keeps none."""
        return None if store.assistants is None else cls(store.assistants, store, catalogue, bus)

    async def all_of(self, owner: str, language: Language) -> Listed:
        """Return all assistants of an owner."""
        kept = {each.id: each for each in await self._kept.all_of(owner)}
        own = [Assistant(each.id, each.fields) for each in kept.values() if each.fields]
        shipped = {id: _shipped(id, language) for id in SHIPPED}
        here = own + [each for id, each in shipped.items() if each and id not in kept]
        deleted = [each for id, each in shipped.items() if each and _is_deleted(kept.get(id))]
        return Listed(sorted(here, key=_by_name), sorted(deleted, key=_by_name))

    async def own(self, owner: str) -> list[Assistant]:
        """Return what an owner has besides that which ships with the server."""
        kept = await self._kept.all_of(owner)
        return [Assistant(each.id, each.fields) for each in kept if each.fields]

    async def find(self, owner: str, assistant_id: str, language: Language) -> Assistant:
        """Return an assistant of an owner. Raises `NotFound`."""
        kept = await self._kept.find(owner, assistant_id)
        if kept is None:
            found = _shipped(assistant_id, language)
        else:
            found = Assistant(kept.id, kept.fields) if kept.fields else None
        if found is None:
            raise NotFound.assistant()
        return found

    async def add(self, owner: str, fields: AssistantFields) -> Assistant:
        """Keep a new assistant and return it. Raises `TooManyAssistants`."""
        made = Assistant(new_id(), fields)
        await self._kept.add(owner, made.id, fields)
        self._tell(owner)
        return made

    async def change(
        self, owner: str, assistant_id: str, changes: AssistantChanges, language: Language
    ) -> Assistant:
        """Change an assistant and return it. Raises `NotFound`."""
        shipped = _shipped(assistant_id, language)
        fields = await self._kept.change(
            owner, assistant_id, changes, shipped=shipped.fields if shipped else None
        )
        self._tell(owner)
        return Assistant(assistant_id, fields)

    async def remove(self, owner: str, assistant_id: str) -> None:
        """Delete an assistant. Raises `NotFound`."""
        await self._kept.remove(owner, assistant_id, shipped=assistant_id in SHIPPED)
        self._tell(owner)

    async def restore(self, owner: str, assistant_id: str, language: Language) -> Assistant:
        """Bring back what ships with the server, as it is there, and return it. Idempotent.

        Raises:
            NotFound: nothing ships with the server under this id.
        """
        shipped = _shipped(assistant_id, language)
        if shipped is None:
            raise NotFound.assistant()
        await self._kept.forget(owner, assistant_id)
        self._tell(owner)
        return shipped

    def _tell(self, owner: str) -> None:
        self._bus.publish(owner, Change("assistants"))

    async def begin(
        self,
        owner: str,
        wish: Ask,
        assistant_id: str,
        key: IdempotencyKey | None,
        language: Language,
        *,
        said: Collection[str] = (),
    ) -> Ask:
        """Return a question that begins a conversation, with what its assistant brings.

        What the question says by itself goes before that: parameters that have a value, and those
        whose names are in ``said``, which may be None. A model that the server does not have leaves
        the choice to the default, and the conversation says so. A question that was asked by this
        key before comes back as it is: meanwhile the assistant may be gone, or its service away.

        Raises:
            NotFound: there is no such assistant.
            YeoulError: it cannot be told whether the model is there; see `Catalogue.find`.
        """
        if key and isinstance(await self._store.look(owner, wish, key), Exchange):
            return wish
        found = await self.find(owner, assistant_id, language)
        made = found.fields
        model, missing = wish.model, None
        if model is None and made.model is not None:
            model, missing = None, made.model
            with suppress(UnknownModel):
                await self._catalogue.find(made.model)
                model, missing = made.model, None
        unsaid = replace(made.parameters, **dict.fromkeys(said))
        parameters = wish.parameters.over(unsaid)
        mark = BegunWith(found.id, made.name, missing)
        return replace(
            wish,
            model=model,
            system=(made.instructions or None) if wish.system is None else wish.system,
            parameters=parameters,
            begun=Begun(mark, model, parameters),
        )


def _shipped(assistant_id: str, language: Language) -> Assistant | None:
    texts = SHIPPED.get(assistant_id)
    return None if texts is None else Assistant(assistant_id, texts[language], shipped=True)


def _is_deleted(kept: KeptAssistant | None) -> bool:
    return kept is not None and kept.fields is None


def _by_name(assistant: Assistant) -> tuple[str, str]:
    return fold(assistant.fields.name), assistant.id
