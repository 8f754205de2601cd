/** What of the strip opens at a click; until then it costs nothing, not even its making. */

import { type ReactNode, useState } from "react";
import { Icon } from "../shared/icons.tsx";

interface UnfoldingProps {
  title: string;
  /** It is open at first. */
  unfolded?: boolean;
  children: ReactNode;
}

export function Unfolding({ title, unfolded = false, children }: UnfoldingProps): ReactNode {
  const [open, setOpen] = useState(unfolded);
  return (
    <div className={open ? "unfolding open" : "unfolding"}>
      <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="chevron" />
        {title}
      </button>
      {open && children}
    </div>
  );
}
