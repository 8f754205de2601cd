/**
 * Dialogs that are loaded late. One that is opened before it is there, because the server is out of
 * reach, says so and can be tried again.
 */

import type { ComponentType, ReactNode } from "react";
import { useTexts } from "../text/texts.tsx";
import { Dialog } from "./dialog.tsx";
import { type Late, useLate } from "./late.ts";

interface Closable {
  onClose: () => void;
}

/** The dialog that `of` finds in what `late` loads when it is first opened, or begun before. */
export function lateDialog<T, P extends Closable>(
  late: Late<T>,
  of: (loaded: T) => ComponentType<P>,
): (props: P) => ReactNode {
  return (props) => {
    const { loaded, failed } = useLate(late, true);
    if (loaded === null) return failed ? <NotFetched {...props} onRetry={late.begin} /> : null;
    const Loaded = of(loaded);
    return <Loaded {...props} />;
  };
}

function NotFetched({ onClose, onRetry }: Closable & { onRetry: () => void }): ReactNode {
  const texts = useTexts();
  return (
    <Dialog title={texts.offline} onClose={onClose}>
      <p className="hint">{texts.isRunning}</p>
      <div className="dialog-foot">
        <button type="button" className="primary" onClick={onRetry}>
          {texts.retry}
        </button>
      </div>
    </Dialog>
  );
}
