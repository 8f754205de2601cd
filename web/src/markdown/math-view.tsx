/** A formula; its room while it is unfinished or its renderer is loading, its source if it is none. */

import { Component, lazy, type ReactNode, Suspense } from "react";

export interface MathProps {
  "data-tex"?: string;
  "data-display"?: string;
  "data-pending"?: string;
}

const Formula = lazy(() =>
  import("./formula.tsx").then(
    (module) => module.loadFont().then(() => ({ default: module.Formula })),
    // Offline: the formula stays as it was written.
    () => ({ default: Source }),
  ),
);

export function MathView(props: MathProps): ReactNode {
  const { "data-tex": tex = "", "data-display": display, "data-pending": pending } = props;
  const source = <Source tex={tex} display={display !== undefined} />;
  const room = <Room tex={tex} display={display !== undefined} />;
  if (pending !== undefined) return room;
  return (
    <SourceOnError key={tex} source={source}>
      <Suspense fallback={room}>
        <Formula tex={tex} display={display !== undefined} />
      </Suspense>
    </SourceOnError>
  );
}

function Source({ tex, display }: { tex: string; display: boolean }): ReactNode {
  return <code className={display ? "math-source display" : "math-source"}>{tex}</code>;
}

/** As high as the formula will be, about: nothing that stands below jumps when it is drawn. */
function Room({ tex, display }: { tex: string; display: boolean }): ReactNode {
  if (!display) return <span className="math-room" />;
  return (
    <span className="math-room display">
      {tex.split("\\\\").map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
        <span key={index} />
      ))}
    </span>
  );
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
