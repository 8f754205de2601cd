import { type ReactNode, useEffect } from "react";
import { useClient, useReadable } from "../react/index.ts";
import { useTexts } from "./text/texts.tsx";

const SHOWN_MS = 10_000;

/** Offers to give back the conversation deleted last. */
export function UndoToast({ onRestored }: { onRestored: (id: string) => void }): ReactNode {
  const texts = useTexts();
  const { list } = useClient();
  const { removed } = useReadable(list);
  useEffect(() => {
    if (removed === null) return;
    const timer = setTimeout(() => list.forgetRemoved(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [list, removed]);
  if (removed === null) return null;
  return (
    <div className="toast">
      <span>{texts.deleted(removed.title)}</span>
      <button
        type="button"
        onClick={() => {
          void list.undo().then((id) => id !== null && onRestored(id));
        }}
      >
        {texts.undo}
      </button>
    </div>
  );
}
