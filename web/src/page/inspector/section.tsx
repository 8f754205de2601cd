/** How the views of the inspector show their facts: in sections that fold, as names and values. */

import type { ReactNode } from "react";

interface SectionProps {
  title: string;
  children: ReactNode;
}

/** A part that can be folded, as in a browser's network tab. */
export function Section({ title, children }: SectionProps): ReactNode {
  return (
    <details className="wire-section" open>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

/** Names and values; where the value is null, there is nothing to say. */
export function Pairs({ of }: { of: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return (
    <dl className="pairs">
      {of.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
