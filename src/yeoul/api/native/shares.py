"""Routes by which people share branches of their conversations, and see and revoke what they share.

The page that a link leads to is `yeoul.api.shared_page`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response

from yeoul.api.bodies import JsonRoute
from yeoul.api.dependencies import Deps, owner_of
from yeoul.api.fields import PathId
from yeoul.api.native import PREFIX
from yeoul.api.native import share_schemas as shapes
from yeoul.api.visits import visit_of
from yeoul.chat import Shares
from yeoul.errors import NotFound

router = APIRouter(prefix=f"{PREFIX}/shares", tags=["shares"], route_class=JsonRoute)


def _shares_of(deps: Deps) -> Shares:
    """Return the shares of a server that has some."""
    shares = deps.sharing
    if shares is None:
        raise NotFound("This server makes no links to conversations.")
    return shares


SharesDep = Annotated[Shares, Depends(_shares_of)]


@router.post("", response_model=shapes.NewShare, status_code=201, summary="Share a conversation")
async def share(
    request: Request, deps: Deps, shares: SharesDep, body: shapes.ShareRequest
) -> shapes.NewShare:
    """Make a link to one branch of a conversation, as it is now. Its token is shown this once.

    Everybody who has the link can read that branch, and nothing that is written later.
    """
    owner = owner_of(request)
    made, token = await shares.make(owner, body.to_domain())
    _note(request, deps, "share_made", made.id)
    return shapes.NewShare.made(made, token)


@router.get("", response_model=shapes.ShareList, summary="List the links")
async def list_shares(request: Request, shares: SharesDep) -> shapes.ShareList:
    """List the caller's links that work, the newest first."""
    found = await shares.all_of(owner_of(request))
    return shapes.ShareList(shares=[shapes.Share.of(each) for each in found])


@router.delete("/{share_id}", status_code=204, summary="Revoke a link")
async def revoke(request: Request, deps: Deps, shares: SharesDep, share_id: PathId) -> Response:
    """Have a link lead nowhere from now on."""
    await shares.revoke(owner_of(request), share_id)
    _note(request, deps, "share_revoked", share_id)
    return Response(status_code=204)


def _note(
    request: Request, deps: Deps, action: Literal["share_made", "share_revoked"], share_id: str
) -> None:
    if deps.accounts is not None:
        deps.accounts.audit.note(action, visit_of(request).by(owner_of(request)), share_id)
