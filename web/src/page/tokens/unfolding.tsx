/** What of the strip opens at a click; until then it costs nothing, not even its making. */

import { type ReactNode, useState } from "react";
import { Icon } from "../shared/icons.tsx";

export function Unfolding({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const [open, setOpen] = useState(false);
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
