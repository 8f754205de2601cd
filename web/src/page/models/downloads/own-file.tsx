/** The form for a file of one's own: its address, and the checksum that proves it. */

import { type FormEvent, type ReactNode, useId, useState } from "react";
import { ErrorBar } from "../../shared/error-bar.tsx";
import { useWork } from "../../shared/use-work.ts";
import { useModelTexts } from "../text/texts.ts";
import type { RowActions } from "./use-downloads.ts";

export function OwnFile({ actions }: { actions: RowActions }): ReactNode {
  const texts = useModelTexts();
  const id = useId();
  const [address, setAddress] = useState("");
  const [sha256, setSha256] = useState("");
  const [tried, setTried] = useState(false);
  const { run, busy, error, clearError } = useWork();
  const url = address.trim();
  const sum = sha256
    .trim()
    .toLowerCase()
    .replace(/^sha256:/, "");
  const isFile = /^https?:\/\/\S+\.gguf([?#]\S*)?$/i.test(url);
  const isSum = /^[\da-f]{64}$/.test(sum);
  const begin = async (): Promise<void> => {
    if (!isFile || !isSum) return;
    await actions.api.begin({ url, sha256: sum });
    await actions.read();
    setAddress("");
    setSha256("");
    setTried(false);
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    void run(begin);
  };
  return (
    <details className="folded-part">
      <summary>{texts.ownFile}</summary>
      <form noValidate autoComplete="off" onSubmit={onSubmit}>
        <p className="hint">{texts.ownHint}</p>
        <div className="field">
          <label htmlFor={`${id}-address`}>{texts.fileAddress}</label>
          <input
            id={`${id}-address`}
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            value={address}
            aria-invalid={tried && !isFile ? true : undefined}
            aria-describedby={`${id}-address-wrong`}
            onChange={(event) => setAddress(event.target.value)}
          />
          <p className="hint wrong" id={`${id}-address-wrong`} aria-live="polite">
            {tried && !isFile && texts.fileAddressWrong}
          </p>
        </div>
        <div className="field">
          <label htmlFor={`${id}-sum`}>{texts.sha256}</label>
          <input
            id={`${id}-sum`}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={sha256}
            aria-invalid={tried && !isSum ? true : undefined}
            aria-describedby={`${id}-sum-wrong`}
            onChange={(event) => setSha256(event.target.value)}
          />
          <p className="hint wrong" id={`${id}-sum-wrong`} aria-live="polite">
            {tried && !isSum && texts.sha256Wrong}
          </p>
        </div>
        <ErrorBar error={error} onDismiss={clearError} />
        <div className="dialog-foot">
          <button type="submit" className="primary" disabled={busy}>
            {texts.download}
          </button>
        </div>
      </form>
    </details>
  );
}
