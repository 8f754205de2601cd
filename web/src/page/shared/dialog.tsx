/**
 * A box above the page; Escape, its button and a click beside it close it, and focus goes back to
 * where it was.
 */

import { type ReactNode, useLayoutEffect, useRef } from "react";
import { useTexts } from "../text/texts.tsx";
import { IconButton } from "./icon-button.tsx";

interface DialogProps {
  title: string;
  /** The name of what it is for. */
  about?: string;
  onClose: () => void;
  children: ReactNode;
}

export function Dialog({ title, about, onClose, children }: DialogProps): ReactNode {
  const texts = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  // Its head and body fill it: what hits the dialog itself is beside it. A text that is marked from
  // inside to beyond the edge ends there, too, but has not begun there.
  const outside = useRef(false);
  useLayoutEffect(() => {
    const box = dialog.current;
    box?.showModal();
    // Before it leaves the document: only then does it give the focus back.
    return () => box?.close();
  }, []);
  const onClosed = (): void => {
    // React's strict mode closes it and opens it again: the event of the first time comes late.
    if (dialog.current?.open !== true) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same for keys
    <dialog
      ref={dialog}
      className="dialog"
      aria-label={about === undefined ? title : `${title}: ${about}`}
      onClose={onClosed}
      onPointerDown={(event) => {
        outside.current = event.target === dialog.current;
      }}
      onClick={(event) => {
        if (outside.current && event.target === dialog.current) onClose();
      }}
    >
      <header>
        <h2>{title}</h2>
        {about !== undefined && (
          <span className="dialog-about" dir="auto">
            {about}
          </span>
        )}
        <IconButton label={texts.close} icon="close" onClick={onClose} />
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
