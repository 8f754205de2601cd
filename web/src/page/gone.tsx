import { type ReactNode, useState } from "react";
import { asApiError } from "../core/index.ts";
import type { ApiError } from "../protocol/index.ts";
import { useClient } from "../react/index.ts";
import { ErrorBar } from "./error-bar.tsx";
import { useTexts } from "./text/texts.tsx";

interface GoneProps {
  id: string | null;
  /** It was here before it was deleted. */
  known: boolean;
  onRestored: () => void;
  onNewChat: () => void;
}

/**
 * Stands in place of the message box where there is no conversation to ask in, and offers it back:
 * that is possible for 30 days.
 */
export function Gone({ id, known, onRestored, onNewChat }: GoneProps): ReactNode {
  const texts = useTexts();
  const client = useClient();
  const [error, setError] = useState<ApiError | null>(null);
  const restore = async (): Promise<void> => {
    if (id === null) return;
    try {
      await client.api.restore(id);
      void client.list.refresh();
      onRestored();
    } catch (failure) {
      setError(asApiError(failure));
    }
  };
  return (
    <div className="gone" role="alert">
      <strong>{known ? texts.deletedElsewhere : texts.notFound}</strong>
      <span>{known ? texts.deletedHint : texts.notFoundHint}</span>
      <ErrorBar error={error} onDismiss={() => setError(null)} />
      <div className="gone-foot">
        {error?.status !== 404 && (
          <button type="button" className="primary" onClick={() => void restore()}>
            {texts.restore}
          </button>
        )}
        {/* A link, since the page has one button of this name. */}
        <a
          href="/"
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            onNewChat();
          }}
        >
          {texts.newChat}
        </a>
      </div>
    </div>
  );
}
