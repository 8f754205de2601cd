import { type ReactNode, useLayoutEffect, useRef } from "react";
import { Icon } from "./icons.tsx";
import { useTexts } from "./text/texts.tsx";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** A box above the page; Escape and its button close it, and focus goes back to where it was. */
export function Dialog({ title, onClose, children }: DialogProps): ReactNode {
  const texts = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const box = dialog.current;
    box?.showModal();
    // Before it leaves the document: only then it gives the focus back.
    return () => box?.close();
  }, []);
  const onClosed = (): void => {
    // React's strict mode closes it and opens it again: the event of the first time comes late.
    if (dialog.current?.open !== true) onClose();
  };
  return (
    <dialog ref={dialog} className="settings" aria-label={title} onClose={onClosed}>
      <header>
        <h2>{title}</h2>
        <button type="button" className="quiet" aria-label={texts.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
