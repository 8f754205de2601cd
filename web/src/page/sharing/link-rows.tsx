/** Links that work, each with what it shows and until when, and the way to revoke it. */

import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { Share } from "../../core/accounts/index.ts";
import { useSharingTexts } from "./text/texts.ts";

interface RowsProps {
  /** What stands above them, if there are any, where they lead to one conversation; null elsewhere. */
  heading: string | null;
  links: readonly Share[];
  disabled: boolean;
  onRevoke: (id: string) => void;
}

export function LinkRows({ heading, links, disabled, onRevoke }: RowsProps): ReactNode {
  const texts = useSharingTexts();
  const frame = useRef<HTMLElement>(null);
  const [revoked, setRevoked] = useState<string | null>(null);
  const isGone = revoked !== null && !links.some(({ id }) => id === revoked);
  useEffect(() => {
    // Its button has gone with it, and the focus that it had.
    if (isGone) frame.current?.focus();
  }, [isGone]);
  const revoke = (id: string): void => {
    setRevoked(id);
    onRevoke(id);
  };
  return (
    <section
      ref={frame}
      className="share-links"
      tabIndex={-1}
      aria-label={heading ?? texts.sharedLinks}
    >
      {heading !== null && links.length > 0 && <h3>{heading}</h3>}
      <ul className="account-rows">
        {links.map((share) => (
          <Row
            key={share.id}
            share={share}
            named={heading === null}
            disabled={disabled}
            onRevoke={() => revoke(share.id)}
          />
        ))}
      </ul>
      <p className="off-screen" role="status">
        {isGone && texts.revoked}
      </p>
    </section>
  );
}

interface RowProps {
  share: Share;
  /** By its conversation: there are links to others, too. */
  named: boolean;
  disabled: boolean;
  onRevoke: () => void;
}

function Row({ share, named, disabled, onRevoke }: RowProps): ReactNode {
  const texts = useSharingTexts();
  const [asking, setAsking] = useState(false);
  const until = texts.until(new Date(share.expires_at));
  const made = texts.made(new Date(share.created_at));
  const facts = [
    ...(named ? [until] : []),
    made,
    texts.messages(share.messages),
    ...(share.reasoning ? [texts.thinking] : []),
    ...(share.system ? [texts.instructions] : []),
  ];
  const onClick = (event: MouseEvent): void => {
    if (!asking) setAsking(true);
    // Not by the second half of a double click.
    else if (event.detail < 2) onRevoke();
  };
  return (
    <li>
      <div>
        <strong dir="auto">{named ? share.title : until}</strong>
        <p className="hint">{facts.join(" · ")}</p>
      </div>
      <button
        type="button"
        className="danger"
        disabled={disabled}
        aria-label={asking ? undefined : texts.revokeNamed(named ? share.title : made)}
        onClick={onClick}
        onBlur={() => setAsking(false)}
      >
        {asking ? texts.sure : texts.revoke}
      </button>
    </li>
  );
}
