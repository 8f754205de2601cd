/** Something that is folded below a line; it opens at a click, and may grow there. */

import type { ReactNode } from "react";
import { Icon } from "./icons.tsx";

interface FoldProps {
  summary: ReactNode;
  children: ReactNode;
  /** Of a kind with a look of its own. */
  className?: string;
  /** As of what is folded: "auto" for what people have written. */
  dir?: "auto" | "ltr";
}

export function Fold({ summary, children, className = "", dir }: FoldProps): ReactNode {
  return (
    <details className={`fold ${className}`}>
      <summary>
        {summary}
        <Icon name="chevron" />
      </summary>
      <div className="folded" dir={dir}>
        {children}
      </div>
    </details>
  );
}
