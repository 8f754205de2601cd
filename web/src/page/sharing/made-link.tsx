/** A link that has just been made: to be copied or sent now, as nobody can see it again. */

import { type ReactNode, useEffect, useId, useRef } from "react";
import type { NewShare } from "../../core/accounts/index.ts";
import { CopyButton } from "../shared/copy-button.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { shareAddress } from "../shared/late-addresses.ts";
import { useTexts } from "../text/texts.tsx";
import { useSharingTexts } from "./text/texts.ts";

/** Names of a machine for itself. */
const LOOPBACK = /^(?:localhost|127\.[\d.]+|\[::1\])$/;

interface MadeProps {
  share: NewShare;
  onClose: () => void;
}

export function MadeLink({ share, onClose }: MadeProps): ReactNode {
  const texts = useSharingTexts();
  const { dismiss } = useTexts();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const url = shareAddress(share.token);
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each link
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
    field.current?.scrollIntoView({ block: "nearest" });
  }, [url]);
  const send = (): void => {
    // It may be called off, and is here still.
    navigator.share({ title: share.title, url }).catch(() => undefined);
  };
  return (
    <div className="link-once">
      <label htmlFor={id}>{texts.link}</label>
      <div>
        <input
          ref={field}
          id={id}
          type="text"
          value={url}
          readOnly
          aria-describedby={`${id}-hint`}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton label={texts.copyLink} text={() => url} />
        <IconButton label={dismiss} icon="close" onClick={onClose} />
      </div>
      {navigator.canShare?.({ url }) === true && (
        <button type="button" className="link" onClick={send}>
          {texts.send}
        </button>
      )}
      <p className="hint" id={`${id}-hint`}>
        {texts.linkHint(new Date(share.expires_at))}
      </p>
      {LOOPBACK.test(location.hostname) && <p className="hint">{texts.onlyHere}</p>}
    </div>
  );
}
