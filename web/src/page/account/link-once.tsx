/** A one-time link that has just been made. */

import type { ReactNode } from "react";
import type { OneTimeLink } from "../../core/accounts/index.ts";
import { joinAddress } from "../shared/late-addresses.ts";
import { ShownOnce } from "./shown-once.tsx";
import { useAccountTexts } from "./text/texts.ts";

interface LinkProps {
  /** Of the person who is to get it; null for somebody who is invited. */
  name: string | null;
  link: OneTimeLink;
  onClose: () => void;
}

export function LinkOnce({ name, link, onClose }: LinkProps): ReactNode {
  const texts = useAccountTexts();
  return (
    <ShownOnce
      label={texts.linkFor(name)}
      value={joinAddress(link.token)}
      hint={texts.linkHint(name, new Date(link.expires_at))}
      copy={texts.copyLink}
      onClose={onClose}
    />
  );
}
