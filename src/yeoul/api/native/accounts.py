"""Routes by which admins manage people, and invites. None leads to what another person has."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from yeoul.accounts import MACHINE, Account, Accounts, By
from yeoul.api.fields import PathId
from yeoul.api.identity import ForAdmins, caller_of
from yeoul.api.native import PREFIX
from yeoul.api.native import account_schemas as shapes
from yeoul.api.native.sessions import AccountsDep, LogInDep
from yeoul.api.visits import visit_of

router = APIRouter(prefix=f"{PREFIX}/accounts", tags=["accounts"], route_class=ForAdmins)
invites = APIRouter(prefix=f"{PREFIX}/invites", tags=["accounts"], route_class=ForAdmins)


@router.get("", response_model=shapes.AccountList, summary="List the people")
async def list_accounts(accounts: AccountsDep) -> shapes.AccountList:
    """List all accounts, the oldest first."""
    people, used = await accounts.all(), await accounts.used_by_all()
    return shapes.AccountList(
        accounts=[
            shapes.Account.of(one, accounts.sessions.allowance_of(one), used[one.id])
            for one in people
            if one.id in used  # else it has been removed meanwhile
        ]
    )


@router.post("", response_model=shapes.AddedAccount, status_code=201, summary="Add a person")
async def add(
    request: Request, accounts: AccountsDep, body: shapes.NewAccount
) -> shapes.AddedAccount:
    """Add an account. Its person sets a password by the link in the reply, which is shown once.

    Where a proxy logs people in, there is no link: the account has to have the name that the proxy
    gives its person. Needs a log-in of the last 15 minutes.
    """
    by = _fresh_admin(request, accounts)
    if accounts.sessions.by_proxy:
        account, link = await accounts.add(body.name, body.role, by=by), None
    else:
        account, made = await accounts.add_with_link(body.name, body.role, by=by)
        link = shapes.Link.of(made)
    return shapes.AddedAccount(account=await _shown(accounts, account), link=link)


@router.patch("/{account_id}", response_model=shapes.Account, summary="Change a person")
async def change(
    request: Request, accounts: AccountsDep, account_id: PathId, body: shapes.AccountPatch
) -> shapes.Account:
    """Change the role of a person, or let them in no longer: their sessions end. Or their limits.

    Needs a log-in of the last 15 minutes.
    """
    by = _fresh_admin(request, accounts)
    limits = None if body.limits is None else body.limits.to_domain()
    changed = await accounts.change(
        account_id, role=body.role, disabled=body.disabled, limits=limits, by=by
    )
    return await _shown(accounts, changed)


@router.delete("/{account_id}", status_code=204, summary="Delete a person's account")
async def remove(request: Request, accounts: AccountsDep, account_id: PathId) -> Response:
    """Delete an account, for good, with all that its person has.

    Needs a log-in of the last 15 minutes.
    """
    await accounts.remove(account_id, by=_fresh_admin(request, accounts))
    return Response(status_code=204)


@router.post("/{account_id}/reset", response_model=shapes.Link, summary="Reset a password")
async def reset(request: Request, accounts: LogInDep, account_id: PathId) -> shapes.Link:
    """Make a one-time link by which a person sets a new password. The old one works until then.

    Needs a log-in of the last 15 minutes.
    """
    by = _fresh_admin(request, accounts)
    return shapes.Link.of(await accounts.links.make_for(account_id, by=by))


@invites.get("", response_model=shapes.InviteList, summary="List the invites")
async def list_invites(accounts: AccountsDep) -> shapes.InviteList:
    """List the invites that can be used, the newest first. Their links are shown no more."""
    names = {account.id: account.name for account in await accounts.all()}
    open_ones = await accounts.links.invites()
    return shapes.InviteList(invites=[shapes.Invite.of(one, names) for one in open_ones])


@invites.post("", response_model=shapes.AddedInvite, status_code=201, summary="Invite somebody")
async def invite(
    request: Request, accounts: LogInDep, body: shapes.NewInvite
) -> shapes.AddedInvite:
    """Make a one-time link by which a person makes an account, and chooses its name.

    The link is shown once. Needs a log-in of the last 15 minutes.
    """
    made, link = await accounts.links.invite(body.role, by=_fresh_admin(request, accounts))
    caller = caller_of(request)
    names = {caller.owner: caller.account or ""}
    return shapes.AddedInvite(invite=shapes.Invite.of(made, names), link=shapes.Link.of(link))


@invites.delete("/{invite_id}", status_code=204, summary="Revoke an invite")
async def revoke_invite(request: Request, accounts: AccountsDep, invite_id: PathId) -> Response:
    """Have an invite let nobody in any longer. Needs a log-in of the last 15 minutes."""
    await accounts.links.revoke(invite_id, by=_fresh_admin(request, accounts))
    return Response(status_code=204)


def _fresh_admin(request: Request, accounts: Accounts) -> By:
    """Return the admin who asks, and has logged in a moment ago. Raises `StaleLogin`.

    A command on the machine itself needs no log-in.
    """
    caller = caller_of(request)
    if caller.scopes is not None:
        return MACHINE
    accounts.sessions.check_fresh(caller)
    return visit_of(request).by(caller.owner)


async def _shown(accounts: Accounts, account: Account) -> shapes.Account:
    allowance = accounts.sessions.allowance_of(account)
    return shapes.Account.of(account, allowance, await accounts.used(account.id))
