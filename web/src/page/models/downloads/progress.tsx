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
  const { api } = actions;
  const { id, name, status, bytes, total_bytes: total, code } = download;
  // One that waits for room on the disk goes on by itself, and can be held back.
  const goesOn = status === "running" || (status === "paused" && download.error !== null);
  const resume = (): void => act(() => api.resume(id));
  return (
    <div className="progress">
      {(status !== "failed" || bytes > 0) && (
        <>
          <progress aria-label={name} value={bytes} max={total ?? undefined} />
          <p className="hint">
            {texts.progress(bytes, total)}
            <PaceText download={download} />
          </p>
        </>
      )}
      <Trouble download={download} />
      {code === "hub_unreachable" && (
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

/** What is wrong with it, if anything is, and whether it goes on by itself. */
function Trouble({ download: { status, error, code } }: { download: Download }): ReactNode {
  const texts = useModelTexts();
  const failed = status === "failed";
  if (!failed && error === null) return null;
  const unknown = failed ? texts.failed : texts.interrupted;
  // The command gives up after a few tries. The others say themselves what they wait for.
  const again = status === "running" && code !== "fetched_elsewhere";
  return (
    <div role={failed ? "alert" : "status"} className="reason">
      <span className={failed ? "hint wrong" : "hint"}>
        {code === null ? unknown : texts.faults[code]}
        {again && ` ${texts.triedAgain}`}
      </span>
      {error !== null && <Words text={error} />}
    </div>
  );
}

/** What is said behind the bytes that are there. */
function PaceText({ download }: { download: Download }): ReactNode {
  const texts = useModelTexts();
  const { status, bytes, total_bytes: total, rate, error } = download;
  if (status === "paused") return ` · ${texts.paused}`;
  if (status !== "running") return null;
  if (bytes === total) return ` · ${texts.checking}`;
  if (error !== null) return null;
  if (rate === null || rate <= 0) return ` · ${texts.waiting}`;
  const left = total === null ? "" : ` · ${texts.timeLeft((total - bytes) / rate)}`;
  return ` · ${texts.rate(rate)}${left}`;
}
