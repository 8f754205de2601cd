"""Routes of the caller's own API tokens: for people who are logged in, and for no token itself."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from yeoul.api.bodies import JsonRoute
from yeoul.api.fields import PathId
from yeoul.api.identity import caller_of
from yeoul.api.native import PREFIX
from yeoul.api.native import token_schemas as shapes
from yeoul.api.native.sessions import AccountsDep
from yeoul.api.visits import visit_of

router = APIRouter(prefix=f"{PREFIX}/tokens", tags=["accounts"], route_class=JsonRoute)


@router.get("", response_model=shapes.TokenList, summary="List my tokens")
async def list_tokens(request: Request, accounts: AccountsDep) -> shapes.TokenList:
    """List the caller's tokens, the newest first; for 30 days also those that have expired."""
    found = await accounts.tokens.all_of(caller_of(request).owner)
    return shapes.TokenList(tokens=[shapes.Token.of(one) for one in found])


@router.post("", response_model=shapes.NewToken, status_code=201, summary="Make a token")
async def make(request: Request, accounts: AccountsDep, body: shapes.TokenRequest) -> Response:
    """Make a token, by which programs ask as `Authorization: Bearer …`. It is shown this once.

    Needs a log-in of the last 15 minutes: it may outlive the session by far.
    """
    caller = caller_of(request)
    accounts.sessions.check_fresh(caller)
    by = visit_of(request).by(caller.owner)
    made = await accounts.tokens.make(caller, body.name, set(body.scopes), body.life, by=by)
    shown = shapes.NewToken.made(made)
    return Response(shown.model_dump_json(), status_code=201, media_type="application/json")


@router.delete("/{token_id}", status_code=204, summary="Revoke a token")
async def revoke(request: Request, accounts: AccountsDep, token_id: PathId) -> Response:
    """Have a token let nobody in any longer. What was let in by it ends."""
    owner = caller_of(request).owner
    await accounts.tokens.revoke(owner, token_id, by=visit_of(request).by(owner))
    return Response(status_code=204)
