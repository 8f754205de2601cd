/** What log-in and account say of passkeys alike: the button, and why there are none at this address. */

import type { ReactNode } from "react";
import { hindranceHere, ownAddress } from "./devices.ts";
import { useAccountTexts } from "./text/texts.ts";

/** In the log-in, with a way to where there are some; nothing where it would only be a reproach. */
export function PasskeysElsewhere(): ReactNode {
  const texts = useAccountTexts();
  const own = ownAddress();
  if (own === null) return null;
  return (
    <p className="hint">
      {texts.passkeyAt} <a href={own}>{new URL(own).host}</a>
    </p>
  );
}

/** Why this browser has none here; nothing if it can. */
export function NoPasskeys({ available }: { available: boolean }): ReactNode {
  const texts = useAccountTexts();
  const hindrance = hindranceHere();
  if (hindrance === "numbers" && ownAddress() !== null) return <PasskeysElsewhere />;
  if (hindrance !== null) return <p className="hint">{texts.passkeyHindrance[hindrance]}</p>;
  return available ? null : <p className="hint">{texts.passkeyNotInstalled}</p>;
}
