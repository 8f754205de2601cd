/** A link to a conversation, or to a new chat, that the page follows without being loaded again. */

import type { AnchorHTMLAttributes, ReactNode } from "react";
import { pathOf } from "../addresses.ts";

interface PageLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href" | "onClick"> {
  /** A conversation's id; null for a new chat. */
  to: string | null;
  /** Called by a plain click. Every other one is the browser's, such as that for another window. */
  onFollow: () => void;
}

export function PageLink({ to, onFollow, ...attributes }: PageLinkProps): ReactNode {
  return (
    <a
      {...attributes}
      href={pathOf(to)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        onFollow();
      }}
    />
  );
}
