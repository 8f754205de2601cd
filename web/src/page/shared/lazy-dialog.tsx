/**
 * Dialogs that are fetched when they are first opened. A server that is out of reach must not take
 * the page down: the dialog then says so, and can be tried again.
 */

import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { useTexts } from "../text/texts.tsx";
import { Dialog } from "./dialog.tsx";

interface Closable {
  onClose: () => void;
}

/** A dialog, and how to have it fetched before anybody asks for it. */
export interface LazyDialog<P extends Closable> {
  (props: P): ReactNode;
  readonly preload: () => void;
}

export function lazyDialog<P extends Closable>(
  load: () => Promise<ComponentType<P>>,
): LazyDialog<P> {
  let loaded: ComponentType<P> | null = null;
  const fetched = async (): Promise<ComponentType<P>> => {
    loaded ??= await load();
    return loaded;
  };
  const Lazy = (props: P): ReactNode => {
    const [state, setState] = useState({ ready: loaded !== null, failed: false });
    useEffect(() => {
      if (state.ready || state.failed) return;
      fetched().then(
        () => setState({ ready: true, failed: false }),
        () => setState({ ready: false, failed: true }),
      );
    }, [state]);
    if (state.failed) {
      const again = (): void => setState({ ready: false, failed: false });
      return <NotFetched onClose={props.onClose} onRetry={again} />;
    }
    return loaded === null ? null : <LoadedDialog as={loaded} props={props} />;
  };
  return Object.assign(Lazy, { preload: () => void fetched().catch(() => undefined) });
}

function LoadedDialog<P extends Closable>({
  as: Loaded,
  props,
}: {
  as: ComponentType<P>;
  props: P;
}): ReactNode {
  return <Loaded {...props} />;
}

function NotFetched({ onClose, onRetry }: Closable & { onRetry: () => void }): ReactNode {
  const texts = useTexts();
  return (
    <Dialog title={texts.offline} onClose={onClose}>
      <p className="hint">{texts.errors.network}</p>
      <div className="options-foot">
        <button type="button" className="primary" onClick={onRetry}>
          {texts.retry}
        </button>
      </div>
    </Dialog>
  );
}
