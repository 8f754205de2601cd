/** Asks once more before a conversation is deleted for good, and deletes it. */

import { type ReactNode, useState } from "react";
import { type ApiError, asApiError, type ConversationSummary } from "../../protocol/index.ts";
import { useClient } from "../../react/index.ts";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useTexts } from "../text/texts.tsx";
import { useActionTexts } from "./text/texts.ts";

interface ForeverProps {
  summary: ConversationSummary;
  onGone: () => void;
  onClose: () => void;
}

export function ForeverDialog({ summary, onGone, onClose }: ForeverProps): ReactNode {
  const texts = useActionTexts();
  const { cancel } = useTexts();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const forget = async (): Promise<void> => {
    setBusy(true);
    try {
      await client.forget(summary.id);
    } catch (failure) {
      setError(asApiError(failure));
      setBusy(false);
      return;
    }
    onClose();
    onGone();
  };
  return (
    <Dialog title={texts.foreverTitle} about={summary.title} onClose={onClose}>
      <p>{texts.foreverQuestion(summary.title)}</p>
      <ErrorBar error={error} onDismiss={() => setError(null)} />
      <div className="dialog-foot">
        <button type="button" onClick={onClose}>
          {cancel}
        </button>
        <button type="button" className="danger" disabled={busy} onClick={() => void forget()}>
          {texts.foreverSure}
        </button>
      </div>
    </Dialog>
  );
}
