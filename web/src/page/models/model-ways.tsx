/** The open dialog by which models are added. */

import type { ReactNode } from "react";
import { createPortal } from "react-dom";
import { useStore } from "../../react/index.ts";
import { DownloadDialog } from "./downloads/download-dialog.tsx";
import { ConnectDialog } from "./services/connect-dialog.tsx";
import { openWay } from "./ways.ts";

const DIALOGS = { connect: ConnectDialog, download: DownloadDialog };

export function ModelWays({ choose }: { choose: (id: string) => void }): ReactNode {
  const way = useStore(openWay);
  if (way === null) return null;
  const WayDialog = DIALOGS[way];
  // Beside the page, parts of which cannot be used while the drawer is open.
  return createPortal(
    <WayDialog onChoose={choose} onClose={() => openWay.set(null)} />,
    document.body,
  );
}
