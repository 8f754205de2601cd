/** Offers to restore what was deleted just now; stays for as long as a pointer or the focus is on it. */

import { type ReactNode, useEffect, useState } from "react";
import { useClient, useStore } from "../../react/index.ts";
import { useActionTexts } from "./text/texts.ts";

const SHOWN_MS = 10_000;

export function UndoToast({
  onRestored,
}: {
  onRestored: (ids: readonly string[]) => void;
}): ReactNode {
  const texts = useActionTexts();
  const { list } = useClient();
  const { removed } = useStore(list);
  const [held, setHeld] = useState(false);
  const [undoing, setUndoing] = useState(false);
  useEffect(() => {
    if (removed.length === 0 || held || undoing) return;
    const timer = setTimeout(() => list.forgetRemoved(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [list, removed, held, undoing]);
  const undo = async (): Promise<void> => {
    setHeld(false);
    setUndoing(true);
    const restored = await list.undo();
    setUndoing(false);
    onRestored(restored);
  };
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) };
  const focus = { onFocus: () => setHeld(true), onBlur: () => setHeld(false) };
  // The region is there before its text: only then is the text read out.
  const [first] = removed;
  return (
    <div className="toast-place" aria-live="polite">
      {first !== undefined && (
        <div className="toast" {...hold} {...focus}>
          <span>
            {undoing ? texts.restoring(removed.length) : texts.deleted(first.title, removed.length)}
          </span>
          {!undoing && (
            <button type="button" onClick={() => void undo()}>
              {texts.undo}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
