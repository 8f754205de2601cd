/**
 * Stands in place of the message box where there is no conversation to ask in, and offers one back
 * that was deleted: that is possible for 30 days.
 */

import { type ReactNode, useState } from "react";
import { type ApiError, asApiError } from "../../protocol/index.ts";
import { useClient } from "../../react/index.ts";
import { ErrorBar } from "../shared/error-bar.tsx";
import { PageLink } from "../shared/page-link.tsx";
import { useTexts } from "../text/texts.tsx";
import { useConversationTexts } from "./text/texts.ts";

interface GoneProps {
  /** null: no conversation is at fault, but the address. */
  id: string | null;
  /** It can be restored; else no conversation has this id, or not any more. */
  deleted: boolean;
  onNewChat: () => void;
}

export function Gone({ id, deleted, onNewChat }: GoneProps): ReactNode {
  const { newChat } = useTexts();
  const texts = useConversationTexts();
  const client = useClient();
  const [error, setError] = useState<ApiError | null>(null);
  const restore = async (): Promise<void> => {
    if (id === null) return;
    try {
      await client.restore(id);
    } catch (failure) {
      setError(asApiError(failure));
    }
  };
  return (
    <div className="gone" role="alert">
      <strong>
        {id === null ? texts.lost : deleted ? texts.conversationDeleted : texts.notFound}
      </strong>
      {id !== null && <span>{deleted ? texts.deletedHint : texts.notFoundHint}</span>}
      <ErrorBar error={error} onDismiss={() => setError(null)} />
      <div className="gone-foot">
        {deleted && error?.status !== 404 && (
          <button type="button" className="primary" onClick={() => void restore()}>
            {texts.restore}
          </button>
        )}
        {/* A link, since the page has one button of this name. */}
        <PageLink to={null} onFollow={onNewChat}>
          {newChat}
        </PageLink>
      </div>
    </div>
  );
}
