"""Routes of assistants: list, read, make, change, delete, restore."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from yeoul.api.bodies import JsonRoute
from yeoul.api.dependencies import Deps, owner_of
from yeoul.api.fields import PathId
from yeoul.api.native import PREFIX
from yeoul.api.native import assistant_schemas as shapes
from yeoul.api.plain_pages import language_of
from yeoul.chat import Assistants, Language
from yeoul.errors import NotFound

router = APIRouter(prefix=f"{PREFIX}/assistants", tags=["assistants"], route_class=JsonRoute)


def assistants_of(deps: Deps) -> Assistants:
    """Return the assistants of a server that has some.

    Raises:
        NotFound: its store keeps none.
    """
    if deps.assistants is None:
        raise NotFound("This server keeps no assistants.")
    return deps.assistants


def reader_language(request: Request) -> Language:
    """Return the language that a reader likes best, of those in which assistants ship."""
    return language_of(request.headers.get("accept-language", ""))


async def _language(request: Request) -> Language:
    return reader_language(request)


AssistantsDep = Annotated[Assistants, Depends(assistants_of)]
LanguageDep = Annotated[Language, Depends(_language)]


@router.get("", response_model=shapes.AssistantList, summary="List the assistants")
async def list_assistants(
    request: Request, assistants: AssistantsDep, language: LanguageDep
) -> shapes.AssistantList:
    """List the caller's assistants; those that ship with the server are in `Accept-Language`."""
    return shapes.AssistantList.of(await assistants.all_of(owner_of(request), language))


@router.post("", response_model=shapes.Assistant, status_code=201, summary="Make an assistant")
async def make(
    request: Request, assistants: AssistantsDep, body: shapes.AssistantRequest
) -> shapes.Assistant:
    """Keep a new assistant. The contents of a file with one are such a body."""
    return shapes.Assistant.of(await assistants.add(owner_of(request), body.to_domain()))


@router.get("/{assistant_id}", response_model=shapes.Assistant, summary="Read an assistant")
async def read(
    request: Request, assistants: AssistantsDep, language: LanguageDep, assistant_id: PathId
) -> shapes.Assistant:
    """Read an assistant."""
    return shapes.Assistant.of(await assistants.find(owner_of(request), assistant_id, language))


@router.patch("/{assistant_id}", response_model=shapes.Assistant, summary="Change an assistant")
async def change(
    request: Request,
    assistants: AssistantsDep,
    language: LanguageDep,
    assistant_id: PathId,
    body: shapes.AssistantPatch,
) -> shapes.Assistant:
    """Change an assistant. What was begun with it stays as it is."""
    changed = await assistants.change(owner_of(request), assistant_id, body.to_domain(), language)
    return shapes.Assistant.of(changed)


@router.delete("/{assistant_id}", status_code=204, summary="Delete an assistant")
async def remove(request: Request, assistants: AssistantsDep, assistant_id: PathId) -> Response:
    """Delete an assistant. What was begun with it stays as it is."""
    await assistants.remove(owner_of(request), assistant_id)
    return Response(status_code=204)


@router.post(
    "/{assistant_id}/restore", response_model=shapes.Assistant, summary="Restore an assistant"
)
async def restore(
    request: Request, assistants: AssistantsDep, language: LanguageDep, assistant_id: PathId
) -> shapes.Assistant:
    """Bring back one that ships with the server, as it is there, if it was changed or deleted."""
    return shapes.Assistant.of(await assistants.restore(owner_of(request), assistant_id, language))
