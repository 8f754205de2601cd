"""Routes of passkeys: log-in by one, and the caller's own.

Passkeys are made for the name of the page that asks, as the browser says it in ``Origin``, which
they sign. The guard has let that through: it is this server's own, or an origin that is listed.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from yeoul.accounts import ALGORITHMS, CHALLENGE_LIFE_MS, Site, text_of
from yeoul.addresses import is_address, is_this_machine
from yeoul.api.bodies import JsonRoute
from yeoul.api.dependencies import Deps
from yeoul.api.fields import PathId
from yeoul.api.identity import caller_of
from yeoul.api.native import PREFIX
from yeoul.api.native import account_schemas as people
from yeoul.api.native import passkey_schemas as shapes
from yeoul.api.native.sessions import LogInDep, logged_in
from yeoul.api.session_cookie import VISITOR
from yeoul.api.visits import visit_of
from yeoul.errors import PasskeysUnavailable

#: Addresses at which nobody is known yet.
ANONYMOUS = frozenset({f"{PREFIX}/login/passkey", f"{PREFIX}/login/passkey/challenge"})

router = APIRouter(prefix=PREFIX, tags=["accounts"], route_class=JsonRoute)


@router.post(
    "/login/passkey/challenge",
    response_model=shapes.LogInChallenge,
    summary="Begin to log in by a passkey",
)
async def challenge(
    request: Request,
    response: Response,
    deps: Deps,
    accounts: LogInDep,
    body: shapes.LogInWish,
) -> shapes.LogInChallenge:
    """Return a challenge for a passkey to sign: once, within 5 minutes, by this browser.

    The reply sets a cookie, by which the browser is known until then.
    """
    site = _site_of(request)
    deps.cookie.check(request)
    owner = caller_of(request).owner if body.again else None
    token = deps.cookie.brief(request, VISITOR)
    offer, token = await accounts.passkeys.offer_log_in(token, site, owner=owner)
    deps.cookie.write_brief(response, request, VISITOR, token, CHALLENGE_LIFE_MS / 1000)
    return shapes.LogInChallenge.of(offer, site)


@router.post("/login/passkey", response_model=people.Me, summary="Log in by a passkey")
async def log_in(
    request: Request,
    response: Response,
    deps: Deps,
    accounts: LogInDep,
    body: shapes.SignedLogIn,
) -> people.Me:
    """Log in by what a passkey has signed. The reply sets the session's cookie."""
    site, token = _site_of(request), deps.cookie.brief(request, VISITOR)
    deps.cookie.check(request)
    made = await accounts.passkeys.log_in(token, body.to_domain(), site, visit_of(request))
    return await logged_in(request, response, deps, *made)


@router.get("/passkeys", response_model=shapes.PasskeyList, summary="List my passkeys")
async def list_passkeys(request: Request, accounts: LogInDep) -> shapes.PasskeyList:
    """List the caller's passkeys, the oldest first."""
    found = await accounts.passkeys.all_of(caller_of(request).owner)
    return shapes.PasskeyList(
        passkeys=[shapes.Passkey.of(each) for each in found], available=accounts.passkeys.available
    )


@router.post(
    "/passkeys/challenge",
    response_model=shapes.NewPasskeyChallenge,
    summary="Begin to add a passkey",
)
async def begin(request: Request, accounts: LogInDep) -> shapes.NewPasskeyChallenge:
    """Return a challenge for a device to make a passkey with: once, within 5 minutes.

    Needs a log-in of the last 15 minutes.
    """
    caller, site = caller_of(request), _site_of(request)
    offer = await accounts.passkeys.offer_new(caller, site)
    return shapes.NewPasskeyChallenge(
        challenge=text_of(offer.challenge),
        site=site.name,
        user_handle=text_of(caller.owner.encode()),
        user_name=caller.account or caller.owner,
        algorithms=list(ALGORITHMS),
        excluded=[text_of(each) for each in offer.known],
        timeout_ms=CHALLENGE_LIFE_MS,
    )


@router.post("/passkeys", response_model=shapes.Passkey, status_code=201, summary="Add a passkey")
async def add(
    request: Request,
    response: Response,
    deps: Deps,
    accounts: LogInDep,
    body: shapes.NewPasskey,
) -> shapes.Passkey:
    """Add what a device has made. The reply sets another cookie for the same session.

    Needs a log-in of the last 15 minutes.
    """
    caller, site = caller_of(request), _site_of(request)
    passkey, token = await accounts.passkeys.add(
        caller, body.name, body.to_domain(), site, visit_of(request)
    )
    deps.cookie.write(response, request, token)
    return shapes.Passkey.of(passkey)


@router.patch("/passkeys/{passkey_id}", response_model=shapes.Passkey, summary="Rename a passkey")
async def rename(
    request: Request, accounts: LogInDep, passkey_id: PathId, body: shapes.PasskeyPatch
) -> shapes.Passkey:
    """Give a passkey of the caller another name."""
    renamed = await accounts.passkeys.rename(caller_of(request), passkey_id, body.name)
    return shapes.Passkey.of(renamed)


@router.delete("/passkeys/{passkey_id}", status_code=204, summary="Remove a passkey")
async def remove(request: Request, deps: Deps, accounts: LogInDep, passkey_id: PathId) -> Response:
    """Have nobody log in by a passkey of the caller any longer, unless it is their last way in.

    All their other sessions end. Needs a log-in of the last 15 minutes.
    """
    token = await accounts.passkeys.remove(caller_of(request), passkey_id, visit_of(request))
    response = Response(status_code=204)
    deps.cookie.write(response, request, token)
    return response


def _site_of(request: Request) -> Site:
    """Return where a browser has reached the server.

    Raises:
        PasskeysUnavailable: browsers have no passkeys there.
    """
    scheme, _, host = request.headers.get("origin", "").lower().partition("://")
    name = host[: host.rfind("]") + 1] if host.startswith("[") else host.partition(":")[0]
    if not name or is_address(name):
        raise PasskeysUnavailable(
            "Passkeys are made for a name, and this address has none: on this machine open"
            " http://localhost instead, elsewhere the server's https address."
        )
    if scheme != "https" and not is_this_machine(name):
        raise PasskeysUnavailable("Browsers have passkeys only over https: open that address.")
    return Site(name, f"{scheme}://{host}")
