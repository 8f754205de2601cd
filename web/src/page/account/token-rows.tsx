/** The tokens that a person has, each with what it allows and when it ends, and the way to revoke it. */

import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { ApiToken } from "../../core/accounts/index.ts";
import { useAccountTexts } from "./text/texts.ts";

interface RowsProps {
  /** null until they were read. */
  tokens: readonly ApiToken[] | null;
  disabled: boolean;
  onRevoke: (id: string) => void;
}

export function TokenRows({ tokens, disabled, onRevoke }: RowsProps): ReactNode {
  const { tokens: texts } = useAccountTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const [revoked, setRevoked] = useState<string | null>(null);
  const isGone = revoked !== null && tokens?.some(({ id }) => id === revoked) === false;
  useEffect(() => {
    // Its button has gone with it, and the focus that it had.
    if (isGone) heading.current?.focus();
  }, [isGone]);
  const revoke = (id: string): void => {
    setRevoked(id);
    onRevoke(id);
  };
  return (
    <section className="account-part" aria-label={texts.yours}>
      <h3 ref={heading} tabIndex={-1}>
        {texts.yours}
      </h3>
      {tokens?.length === 0 && <p className="hint">{texts.none}</p>}
      <ul className="account-rows">
        {tokens?.map((token) => (
          <Row key={token.id} token={token} disabled={disabled} onRevoke={() => revoke(token.id)} />
        ))}
      </ul>
      <p className="off-screen" role="status">
        {isGone && texts.revoked}
      </p>
    </section>
  );
}

interface RowProps {
  token: ApiToken;
  disabled: boolean;
  onRevoke: () => void;
}

function Row({ token, disabled, onRevoke }: RowProps): ReactNode {
  const { tokens: texts } = useAccountTexts();
  const [asking, setAsking] = useState(false);
  const { name, prefix, scopes, expires_at, last_used_on } = token;
  const facts = [
    scopes.map((scope) => texts.scopes[scope].name).join(", "),
    last_used_on === null ? texts.neverUsed : texts.usedOn(new Date(last_used_on)),
    endOf(texts, expires_at),
    `${prefix}_…`,
  ];
  const onClick = (event: MouseEvent): void => {
    if (!asking) setAsking(true);
    // Not by the second half of a double click.
    else if (event.detail < 2) onRevoke();
  };
  return (
    <li>
      <div>
        <strong dir="auto">{name}</strong>
        <p className="hint">{facts.join(" · ")}</p>
      </div>
      <button
        type="button"
        className="danger"
        disabled={disabled}
        aria-label={asking ? undefined : texts.revokeNamed(name, prefix)}
        onClick={onClick}
        onBlur={() => setAsking(false)}
      >
        {asking ? texts.sure : texts.revoke}
      </button>
    </li>
  );
}

function endOf(
  texts: ReturnType<typeof useAccountTexts>["tokens"],
  expiresAt: string | null,
): string {
  if (expiresAt === null) return texts.endless;
  const end = new Date(expiresAt);
  return end.getTime() <= Date.now() ? texts.expired(end) : texts.until(end);
}
