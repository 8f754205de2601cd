"""Routes of the caller's own account: log-in and log-out, sessions, password, set-up and links."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from yeoul.accounts import Account, Accounts
from yeoul.api.bodies import JsonRoute
from yeoul.api.dependencies import Dependencies, Deps
from yeoul.api.fields import PathId
from yeoul.api.identity import Mode, caller_of
from yeoul.api.native import PREFIX
from yeoul.api.native import account_schemas as shapes
from yeoul.api.visits import visit_of
from yeoul.caller import Caller
from yeoul.errors import NotFound

#: Addresses at which nobody is known yet, or any longer.
ANONYMOUS = frozenset(
    f"{PREFIX}/{name}" for name in ("login", "logout", "setup", "join", "join/look", "oidc")
)

router = APIRouter(prefix=PREFIX, tags=["accounts"], route_class=JsonRoute)


def accounts_of(deps: Deps) -> Accounts:
    """Return the accounts of a server that has some, or waits for the first one."""
    if deps.accounts is None or deps.accounts.mode == "local":
        raise NotFound("This server has no accounts: nobody logs in here.")
    return deps.accounts


def logging_in(deps: Deps) -> Accounts:
    """Return the accounts of a server that logs people in itself, or waits for the first one."""
    accounts = accounts_of(deps)
    if accounts.sessions.by_proxy:
        raise NotFound("A proxy in front of this server says who asks: nobody logs in here.")
    return accounts


AccountsDep = Annotated[Accounts, Depends(accounts_of)]
LogInDep = Annotated[Accounts, Depends(logging_in)]


@router.get("/me", response_model=shapes.Me, summary="Who am I?")
async def me(request: Request, deps: Deps) -> shapes.Me:
    """Return the caller: whose things they reach, and what they may do."""
    return await _shown(deps, caller_of(request), deps.identity.mode)


async def _shown(deps: Dependencies, caller: Caller, mode: Mode) -> shapes.Me:
    first = deps.accounts is not None and await deps.accounts.is_first(caller.owner)
    return shapes.Me.of(
        caller,
        mode,
        first=first,
        shares=deps.sharing is not None,
        temporary=deps.chat.can_be_temporary,
        logout_url=deps.logout_url,
    )


@router.get("/me/usage", response_model=shapes.UsedToday, summary="What have I used?")
async def usage(request: Request, deps: Deps) -> shapes.UsedToday:
    """Return what the caller has used today, and may use."""
    caller = caller_of(request)
    used = await deps.chat.used(caller.owner)
    limits = shapes.Limits(**caller.allowance._asdict())
    return shapes.UsedToday(**used._asdict(), limits=limits)


@router.post("/login", response_model=shapes.Me, summary="Log in")
async def log_in(
    request: Request,
    response: Response,
    deps: Deps,
    accounts: LogInDep,
    body: shapes.LogInRequest,
) -> shapes.Me:
    """Log in by name and password. The reply sets the session's cookie."""
    deps.cookie.check(request)
    made = await accounts.log_in(body.name, body.password, visit_of(request))
    return await logged_in(request, response, deps, *made)


@router.post("/logout", status_code=204, summary="Log out")
async def log_out(request: Request, deps: Deps, accounts: AccountsDep) -> Response:
    """End the session of the browser, if there is one, and have it forget what it keeps.

    That may be the session of another person than the window still shows.
    """
    await _end_session(request, deps, accounts)
    response = Response(status_code=204)
    deps.cookie.clear(response, request)
    return response


@router.post("/setup", response_model=shapes.Me, status_code=201, summary="Set the server up")
async def set_up(
    request: Request,
    response: Response,
    deps: Deps,
    accounts: LogInDep,
    body: shapes.SetUpRequest,
) -> shapes.Me:
    """Make the first account, an admin, with the code that the server has printed; log in."""
    deps.cookie.check(request)
    made = await accounts.set_up(body.code, body.name, body.password, visit_of(request))
    return await logged_in(request, response, deps, *made)


@router.post("/join", response_model=shapes.Me, summary="Use a one-time link")
async def join(
    request: Request,
    response: Response,
    deps: Deps,
    accounts: LogInDep,
    body: shapes.JoinRequest,
) -> shapes.Me:
    """Set the password of the account that a one-time link is for, and log in.

    An invite makes the account, of the `name` that its person chooses.
    """
    deps.cookie.check(request)
    visit = visit_of(request)
    made = await accounts.links.redeem(body.token, body.password, visit, name=body.name)
    return await logged_in(request, response, deps, *made)


@router.post("/join/look", response_model=shapes.LinkTarget, summary="Look at a one-time link")
async def look(accounts: LogInDep, body: shapes.LinkLook) -> shapes.LinkTarget:
    """Return whose password a one-time link sets, or what it invites to; it stays as it was."""
    return shapes.LinkTarget.of(await accounts.links.look_at(body.token))


@router.post("/me/password", response_model=shapes.Me, summary="Change the password")
async def change_password(
    request: Request,
    response: Response,
    deps: Deps,
    accounts: LogInDep,
    body: shapes.PasswordChange,
) -> shapes.Me:
    """Change the caller's password. All sessions end; the reply sets the cookie of a new one."""
    deps.cookie.check(request)
    owner = caller_of(request).owner
    made = await accounts.change_password(owner, body.current, body.new, visit_of(request))
    return await logged_in(request, response, deps, *made)


@router.post("/me/delete", status_code=204, summary="Delete my account")
async def delete_account(
    request: Request, deps: Deps, accounts: AccountsDep, body: shapes.AccountDeletion
) -> Response:
    """Delete the caller's account, for good, with all that they have.

    They type its name, and their password, or have logged in in the last 15 minutes without one.
    """
    if not accounts.sessions.by_proxy:
        deps.cookie.check(request)
    caller = caller_of(request)
    await accounts.remove_own(caller, body.name, body.password, visit_of(request))
    response = Response(status_code=204)
    deps.cookie.clear(response, request)
    return response


@router.get("/sessions", response_model=shapes.SessionList, summary="Where am I logged in?")
async def list_sessions(request: Request, accounts: AccountsDep) -> shapes.SessionList:
    """List the caller's sessions, the last seen first."""
    caller = caller_of(request)
    found = await accounts.sessions.living(caller.owner)
    return shapes.SessionList(sessions=[shapes.Session.of(one, caller) for one in found])


@router.delete("/sessions", status_code=204, summary="Log out elsewhere")
async def end_others(request: Request, accounts: AccountsDep) -> Response:
    """End all sessions of the caller but the one that asks."""
    caller = caller_of(request)
    by = visit_of(request).by(caller.owner)
    await accounts.sessions.end_all(caller.owner, but=caller.session, by=by)
    return Response(status_code=204)


@router.delete("/sessions/{session_id}", status_code=204, summary="End a session")
async def end_session(request: Request, accounts: AccountsDep, session_id: PathId) -> Response:
    """End one session of the caller."""
    owner = caller_of(request).owner
    await accounts.sessions.end(owner, session_id, by=visit_of(request).by(owner))
    return Response(status_code=204)


async def logged_in(
    request: Request, response: Response, deps: Dependencies, account: Account, token: str
) -> shapes.Me:
    """Return who has logged in, and set the cookie; the session of before ends."""
    assert deps.accounts is not None
    await _end_session(request, deps, deps.accounts)
    deps.cookie.write(response, request, token)
    caller = Caller(account.id, account.name, account.role)
    return await _shown(deps, caller, "accounts")


async def _end_session(request: Request, deps: Dependencies, accounts: Accounts) -> None:
    """End the session that a browser has come with, by its cookie alone.

    Not by the caller: where the store could not be read, or the request speaks for another owner,
    nobody is known, and the session would stay as good as it was.
    """
    for token in deps.cookie.own(request):
        await accounts.sessions.end_token(token, visit_of(request))
