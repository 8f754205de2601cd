/** How far a download has come, how fast it goes, and what can be done about it. */

import type { ReactNode } from "react";
import type { Download } from "../../../core/models/index.ts";
import { Words } from "../../reasons/words.tsx";
import { useModelTexts } from "../text/texts.ts";
import type { RowActions } from "./use-downloads.ts";

interface ProgressProps {
  download: Download;
  busy: boolean;
  /** Carries out one thing, and reads everything again. */
  act: (work: () => Promise<void>) => void;
  actions: RowActions;
}

export function Progress({ download, busy, act, actions }: ProgressProps): ReactNode {
  const texts = useModelTexts();
  const { api, isOffline } = actions;
  const { id, name, status, bytes, total_bytes: total } = download;
  // One that waits for room on the disk goes on by itself, and can be held back.
  const goesOn = status === "running" || (status === "paused" && download.error !== null);
  const resume = (): void => act(() => api.resume(id));
  return (
    <div className="progress">
      <progress aria-label={name} value={bytes} max={total ?? undefined} />
      <p className="hint">
        {texts.progress(bytes, total)}
        <PaceText download={download} />
      </p>
      <Trouble download={download} />
      {isOffline && goesOn && (
        <p className="hint">
          {/* To be fetched elsewhere: the reader's own machine may have internet. */}
          <a href={download.url} target="_blank" rel="noopener noreferrer">
            {download.url}
          </a>
        </p>
      )}
      <div className="row-buttons">
        <button type="button" disabled={busy} onClick={() => act(() => api.cancel(id))}>
          {texts.cancel}
        </button>
        {goesOn && (
          <button type="button" disabled={busy} onClick={() => act(() => api.pause(id))}>
            {texts.pause}
          </button>
        )}
        {status === "paused" && !goesOn && (
          <button type="button" className="primary" disabled={busy} onClick={resume}>
            {texts.resume}
          </button>
        )}
        {status === "failed" && (
          <button type="button" className="primary" disabled={busy} onClick={resume}>
            {texts.retry}
          </button>
        )}
      </div>
    </div>
  );
}

/** What is wrong with it, if anything is. One that runs or is paused goes on by itself. */
function Trouble({ download: { status, error } }: { download: Download }): ReactNode {
  const texts = useModelTexts();
  const failed = status === "failed";
  if (!failed && error === null) return null;
  const going = status === "paused" ? texts.waitsForRoom : texts.triedAgain;
  return (
    <div role={failed ? "alert" : "status"} className="reason">
      <span className={failed ? "hint wrong" : "hint"}>{failed ? texts.failed : going}</span>
      {error !== null && <Words text={error} />}
    </div>
  );
}

/** What is said behind the bytes that are there. */
function PaceText({ download }: { download: Download }): ReactNode {
  const texts = useModelTexts();
  const { status, bytes, total_bytes: total, rate } = download;
  if (status === "paused") return ` · ${texts.paused}`;
  if (status !== "running") return null;
  if (bytes === total) return ` · ${texts.checking}`;
  if (rate === null || rate <= 0) return null;
  const left = total === null ? "" : ` · ${texts.timeLeft((total - bytes) / rate)}`;
  return ` · ${texts.rate(rate)}${left}`;
}
