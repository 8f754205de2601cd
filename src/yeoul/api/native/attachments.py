"""Routes of attachments: a picture is sent as it is, before the question that has it.

Whatever a picture's bytes are, a browser that opens its address shows a picture or nothing: its
type is not guessed, and nothing in it is run.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.requests import ClientDisconnect

from yeoul.api.dependencies import Deps, owner_of
from yeoul.api.fields import NewId, PathId
from yeoul.api.native import PREFIX, schemas
from yeoul.api.replies import picture_headers
from yeoul.chat import Attachments
from yeoul.errors import IdTaken, InvalidRequest, NotFound, PictureRefused
from yeoul.protocol.attachments import MAX_NAME_CHARS
from yeoul.protocol.conversation import is_free_id

PATH: Final = f"{PREFIX}/attachments"

router = APIRouter(prefix=PATH, tags=["attachments"])

_BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
_PICTURE: Final[dict[str, Any]] = {
    "description": "The picture.",
    "content": {"image/png": _BINARY, "image/jpeg": _BINARY},
}
_KEPT: Final[dict[str, Any]] = {"description": "The picture is as it was (`If-None-Match`)."}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"image/*": _BINARY}},
}


def _attachments_of(deps: Deps) -> Attachments:
    """Return the pictures of a server that keeps some."""
    if deps.attachments is None:
        raise NotFound("This server keeps no pictures.")
    return deps.attachments


AttachmentsDep = Annotated[Attachments, Depends(_attachments_of)]


@router.post(
    "",
    response_model=schemas.Attachment,
    status_code=201,
    summary="Attach a picture",
    openapi_extra=_BODY,
)
async def attach(
    request: Request,
    deps: Deps,
    attachments: AttachmentsDep,
    name: Annotated[
        str,
        Query(description="That of its file.", max_length=MAX_NAME_CHARS),
    ] = "",
    id: Annotated[
        NewId | None, Query(description="One that the client makes: the same picture once.")
    ] = None,
    temporary: Annotated[
        bool, Query(description="For a temporary conversation: it is in no file.")
    ] = False,
) -> schemas.Attachment:
    """Keep a picture (PNG, JPEG, WebP, still GIF) for a question that is asked within a day.

    It is turned upright, made smaller where it has more than 2,048 pixels on a side, and kept
    without what else its file has: where and by what it was taken, for example.
    """
    if id is not None and not is_free_id(id):
        raise IdTaken("Ids that begin like this are not for clients: make random ones.")
    if temporary and not deps.chat.can_be_temporary:
        raise InvalidRequest.of("temporary", "cannot be true here: several servers have one store")
    kept = await attachments.add(
        owner_of(request), _file_of(request), name=_shown(name), id=id, temporary=temporary
    )
    return schemas.Attachment.of(kept)


@router.get(
    "/{attachment_id}",
    summary="Read a picture",
    response_class=Response,
    responses={200: _PICTURE, 304: _KEPT},
)
async def read(request: Request, attachments: AttachmentsDep, attachment_id: PathId) -> Response:
    """Read a picture as it is kept."""
    owner = owner_of(request)
    found = await attachments.find(owner, attachment_id)
    headers = picture_headers(found.media_type, found.name) | {"etag": f'"{found.sha256}"'}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(await attachments.content(owner, attachment_id), headers=headers)


async def _file_of(request: Request) -> AsyncIterator[bytes]:
    """Yield a file as it comes. Raises `PictureRefused` where its sender has left."""
    try:
        async for part in request.stream():
            yield part
    except ClientDisconnect:
        # Nobody reads why; and it is no fault of the server, which its log would tell of.
        raise PictureRefused("The picture did not come any further. Send it again.") from None


def _shown(name: str) -> str:
    """Return a name without the folders before it, and without what cannot be shown."""
    file = name.replace("\\", "/").rpartition("/")[2]
    return " ".join("".join(c if c.isprintable() else " " for c in file).split())
