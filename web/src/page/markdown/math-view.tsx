/** A formula: its source until the renderer is loaded, while it is unfinished, and if it is none. */

import { Component, lazy, type ReactNode, Suspense } from "react";

export interface MathProps {
  "data-tex"?: string;
  "data-display"?: string;
  "data-pending"?: string;
}

const Formula = lazy(() =>
  import("./formula.tsx").then(
    (module) => ({ default: module.Formula }),
    // Offline: the formula stays as it was written.
    () => ({ default: Source }),
  ),
);

export function MathView(props: MathProps): ReactNode {
  const { "data-tex": tex = "", "data-display": display, "data-pending": pending } = props;
  const source = <Source tex={tex} display={display !== undefined} />;
  if (pending !== undefined) return source;
  return (
    <SourceOnError key={tex} source={source}>
      <Suspense fallback={source}>
        <Formula tex={tex} display={display !== undefined} />
      </Suspense>
    </SourceOnError>
  );
}

function Source({ tex, display }: { tex: string; display: boolean }): ReactNode {
  return <code className={display ? "math-source display" : "math-source"}>{tex}</code>;
}

class SourceOnError extends Component<
  { source: ReactNode; children: ReactNode },
  { broken: boolean }
> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? this.props.source : this.props.children;
  }
}
