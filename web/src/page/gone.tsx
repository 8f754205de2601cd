import { type ReactNode, useState } from "react";
import { asApiError } from "../core/index.ts";
import type { ApiError } from "../protocol/index.ts";
import { useClient } from "../react/index.ts";
import { ErrorBar } from "./error-bar.tsx";
import { useTexts } from "./text/texts.tsx";

/** Stands where a conversation was deleted, and offers it back: that is possible for 30 days. */
export function Gone({ id, onRestored }: { id: string | null; onRestored: () => void }): ReactNode {
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
    <div className="load-state" role="alert">
      <strong>{texts.notFound}</strong>
      <span>{texts.notFoundHint}</span>
      {error?.status !== 404 && (
        <button type="button" onClick={() => void restore()}>
          {texts.restore}
        </button>
      )}
      <ErrorBar error={error} onDismiss={() => setError(null)} />
    </div>
  );
}
