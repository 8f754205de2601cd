/** All links to conversations of whoever is logged in. */

import type { ReactNode } from "react";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useTexts } from "../text/texts.tsx";
import { LinkRows } from "./link-rows.tsx";
import { useSharingTexts } from "./text/texts.ts";
import { useLinks } from "./use-links.ts";

export function LinksDialog({ onClose }: { onClose: () => void }): ReactNode {
  const texts = useSharingTexts();
  const { loading } = useTexts();
  const { links, change, busy, error, clearError } = useLinks();
  return (
    <Dialog title={texts.sharedLinks} onClose={onClose}>
      <p className="hint">{texts.sharedLinksHint}</p>
      <ErrorBar error={error} onDismiss={clearError} />
      {links === null && error === null && <p className="hint">{loading}</p>}
      {links?.length === 0 && <p>{texts.none}</p>}
      <LinkRows
        heading={null}
        links={links ?? []}
        disabled={busy}
        onRevoke={(id) => change((api) => api.revoke(id))}
      />
    </Dialog>
  );
}
