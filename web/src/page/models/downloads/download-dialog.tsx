/**
 * The dialog "Download a model": what can be fetched, with all that decides it before the click, what
 * is being fetched, and what is there. The server fetches; the dialog may be closed meanwhile.
 */

import "../styles.css";
import type { ReactNode } from "react";
import type { CatalogueModel, Download, DownloadsReply } from "../../../core/models/index.ts";
import { Dialog } from "../../shared/dialog.tsx";
import { ErrorBar } from "../../shared/error-bar.tsx";
import { useTexts } from "../../text/texts.tsx";
import { useModelTexts } from "../text/texts.ts";
import { DownloadRow, FileRow } from "./download-row.tsx";
import { OwnFile } from "./own-file.tsx";
import { type Downloads, type RowActions, useDownloads } from "./use-downloads.ts";

interface DialogProps {
  /** Has a model answer from now on. */
  onChoose: (id: string) => void;
  onClose: () => void;
}

export function DownloadDialog({ onChoose, onClose }: DialogProps): ReactNode {
  const texts = useModelTexts();
  const { loading } = useTexts();
  const downloads = useDownloads();
  const { reply, error, read } = downloads;
  const use = (id: string): void => {
    onChoose(id);
    onClose();
  };
  return (
    <Dialog title={texts.downloadModel} onClose={onClose}>
      <p className="hint">{texts.downloadHint}</p>
      {/* One that was read before stays in sight, and is read again. */}
      <ErrorBar error={error} onDismiss={() => void read()} />
      {reply === null && error === null && <p className="hint">{loading}</p>}
      {reply !== null && <Rows reply={reply} downloads={downloads} onUse={use} />}
    </Dialog>
  );
}

interface RowsProps {
  reply: DownloadsReply;
  downloads: Downloads;
  onUse: (id: string) => void;
}

function Rows({ reply, downloads: { api, read }, onUse }: RowsProps): ReactNode {
  const texts = useModelTexts();
  const { catalogue, files, offline, folder } = reply;
  const actions: RowActions = { api, read, onUse };
  const others = reply.downloads.filter(
    ({ name, status }) =>
      // What is there stands among the files.
      status !== "finished" && !catalogue.some((model) => model.name === name),
  );
  if (catalogue.length === 0 && others.length === 0) {
    return <p className="hint">{texts.runsNone}</p>;
  }
  return (
    <>
      {offline !== null && (
        <div className="offline" role="note">
          <strong>{texts.offline}</strong>
          <p className="hint">{texts.offlineWay(folder ?? "", offline)}</p>
        </div>
      )}
      <ul className="rows" aria-label={texts.downloadable}>
        {catalogue.map((model) => (
          <DownloadRow
            key={model.name}
            model={model}
            download={downloadOf(model, reply.downloads)}
            actions={actions}
          />
        ))}
        {others.map((download) => (
          <DownloadRow key={download.id} model={null} download={download} actions={actions} />
        ))}
        {files.map((file) => (
          <FileRow key={file.id} file={file} actions={actions} />
        ))}
      </ul>
      <OwnFile actions={actions} />
    </>
  );
}

/** What is being fetched of a model, or was; the newest of them, which comes last. */
function downloadOf(model: CatalogueModel, downloads: readonly Download[]): Download | null {
  return downloads.findLast(({ name }) => name === model.name) ?? null;
}
