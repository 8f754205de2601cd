/** The invites that were given away and not used yet: each can be revoked. */

import type { ReactNode } from "react";
import type { Invite } from "../../core/accounts/index.ts";
import { useAccountTexts } from "./text/texts.ts";

interface ListProps {
  invites: readonly Invite[];
  disabled: boolean;
  onRevoke: (id: string) => void;
}

/** Nothing where there are none. */
export function InviteList({ invites, disabled, onRevoke }: ListProps): ReactNode {
  const texts = useAccountTexts();
  if (invites.length === 0) return null;
  return (
    <section className="account-part" aria-label={texts.invites}>
      <h3>{texts.invites}</h3>
      <ul className="account-rows">
        {invites.map(({ id, role, created_by, expires_at }) => {
          const until = texts.inviteUntil(new Date(expires_at));
          return (
            <li key={id}>
              <div>
                <strong>{texts.inviteOf[role]}</strong>
                <p className="hint">{[until, texts.inviteBy(created_by)].join(" · ")}</p>
              </div>
              <button
                type="button"
                disabled={disabled}
                aria-label={texts.revokeNamed(until)}
                onClick={() => onRevoke(id)}
              >
                {texts.revoke}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
