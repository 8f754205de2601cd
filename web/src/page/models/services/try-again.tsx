/** The button by which a service that did not answer is asked once more. */

import { type ReactNode, useState } from "react";
import { useModelTexts } from "../text/texts.ts";

interface TryProps {
  /** Of the service. */
  name: string;
  /** Resolves when it is known what came of it; never rejects. */
  onTry: () => Promise<void>;
}

export function TryAgain({ name, onTry }: TryProps): ReactNode {
  const texts = useModelTexts();
  const [busy, setBusy] = useState(false);
  return (
    <button
      type="button"
      className="link"
      aria-label={`${texts.tryAgain}: ${name}`}
      // One that is disabled would lose the focus.
      aria-disabled={busy}
      onClick={() => {
        if (busy) return;
        setBusy(true);
        void onTry().then(() => setBusy(false));
      }}
    >
      {busy ? texts.trying : texts.tryAgain}
    </button>
  );
}
