/** A one-time link that has just been made: to be copied now, as nobody can see it again. */

import { type ReactNode, useEffect, useId, useRef } from "react";
import type { OneTimeLink } from "../../core/accounts/index.ts";
import { joinAddress } from "../addresses.ts";
import { CopyButton } from "../shared/copy-button.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { useTexts } from "../text/texts.tsx";
import { useAccountTexts } from "./text/texts.ts";

interface LinkProps {
  /** Of the person who is to get it; null for somebody who is invited. */
  name: string | null;
  link: OneTimeLink;
  onClose: () => void;
}

export function LinkOnce({ name, link, onClose }: LinkProps): ReactNode {
  const texts = useAccountTexts();
  const { dismiss } = useTexts();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const address = joinAddress(link.token);
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each link
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
    field.current?.scrollIntoView({ block: "nearest" });
  }, [address]);
  return (
    <div className="link-once">
      <label htmlFor={id}>{texts.linkFor(name)}</label>
      <div>
        <input
          ref={field}
          id={id}
          type="text"
          value={address}
          readOnly
          aria-describedby={`${id}-hint`}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton label={texts.copyLink} text={() => address} />
        <IconButton label={dismiss} icon="close" onClick={onClose} />
      </div>
      <p className="hint" id={`${id}-hint`}>
        {texts.linkHint(name, new Date(link.expires_at))}
      </p>
    </div>
  );
}
