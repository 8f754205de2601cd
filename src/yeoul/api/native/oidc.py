"""Routes of log-in by a provider: away to it, what is linked, and the end of that."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from yeoul.accounts.oidc import AWAY_S, Oidc, Wish
from yeoul.api.bodies import JsonRoute
from yeoul.api.dependencies import Deps
from yeoul.api.fields import PathId
from yeoul.api.identity import caller_of
from yeoul.api.native import PREFIX
from yeoul.api.native import sign_in_schemas as shapes
from yeoul.api.native.sessions import LogInDep
from yeoul.api.oidc_callback import CALLBACK_PATH
from yeoul.api.session_cookie import AWAY
from yeoul.api.visits import visit_of
from yeoul.errors import NotFound

#: Where nobody is known yet.
SIGN_IN_PATH = f"{PREFIX}/oidc"

router = APIRouter(prefix=PREFIX, tags=["accounts"], route_class=JsonRoute)


def oidc_of(deps: Deps) -> Oidc:
    """Return the providers of a server that has some."""
    if deps.oidc is None:
        raise NotFound("This server has no log-in by a provider.")
    return deps.oidc


OidcDep = Annotated[Oidc, Depends(oidc_of)]


@router.post("/oidc", response_model=shapes.SignInAddress, summary="Log in by a provider")
async def begin(
    request: Request,
    response: Response,
    deps: Deps,
    oidc: OidcDep,
    accounts: LogInDep,
    body: shapes.SignIn,
) -> shapes.SignInAddress:
    """Return the address to send the browser to, which comes back to this server from there.

    The reply sets the cookie of the browser that may go on. To `link` a provider needs a log-in of
    the last 15 minutes.
    """
    deps.cookie.check(request)
    if accounts.mode == "setup":  # whoever signed up now would be the first, and no admin
        raise accounts.setup_needed()
    caller = None if body.purpose == "log_in" else caller_of(request)
    address, secure = deps.cookie.came_to(request)
    wish = Wish(body.purpose, caller, body.token, body.name, body.path, secure)
    begun = await oidc.begin(body.provider, wish, f"{address}{CALLBACK_PATH}{body.provider}")
    deps.cookie.write_brief(response, request, AWAY, begun.cookie, AWAY_S)
    return shapes.SignInAddress(address=begun.address)


@router.get("/me/credentials", response_model=shapes.CredentialList, summary="How do I log in?")
async def credentials(request: Request, deps: Deps, accounts: LogInDep) -> shapes.CredentialList:
    """List what recognizes the caller, and the providers that may be linked."""
    providers = [] if deps.oidc is None else deps.oidc.providers
    ways = await accounts.ways(caller_of(request).owner)
    return shapes.CredentialList(
        credentials=[shapes.Credential.of(way) for way in ways],
        providers=[shapes.Provider(id=each.id, name=each.title) for each in providers],
    )


@router.delete("/me/credentials/{credential_id}", status_code=204, summary="Unlink a provider")
async def unlink(request: Request, deps: Deps, oidc: OidcDep, credential_id: PathId) -> Response:
    """Have a provider recognize the caller no longer; all their other sessions end.

    Needs a log-in of the last 15 minutes. The last way to log in stays. The reply sets another
    cookie for the same session.
    """
    token = await oidc.unlink(caller_of(request), credential_id, visit_of(request))
    response = Response(status_code=204)
    deps.cookie.write(response, request, token)
    return response
