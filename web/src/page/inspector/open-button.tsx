/** Chooses a saved recording, and says what is open, or why a file cannot be opened. */

import { type ReactNode, useRef } from "react";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import type { Opening } from "./opened.ts";
import { useInspectorTexts } from "./text/texts.ts";

export function OpenButton({ opening }: { opening: Opening }): ReactNode {
  const texts = useInspectorTexts();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        hidden
        type="file"
        accept=".json,application/json"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file !== undefined) void opening.open(file);
          // The same file may be chosen again.
          target.value = "";
        }}
      />
      <IconButton
        label={texts.open}
        title={texts.openHint}
        icon={DRAWINGS.open}
        onClick={() => input.current?.click()}
      />
    </>
  );
}

/** What stands above the views of a file; nothing where none was opened. */
export function OpenedBar({ opening }: { opening: Opening }): ReactNode {
  const texts = useInspectorTexts();
  const { opened, problem, close } = opening;
  if (opened === null && problem === null) return null;
  return (
    <div className="opened-bar" role={problem === null ? "status" : "alert"}>
      <p>
        {problem !== null && <strong>{texts.openProblem[problem.code]}</strong>}
        {problem !== null && <small>{problem.message}</small>}
        {opened !== null && <span>{texts.openedFile(opened.name, dateOf(opened.savedAt))}</span>}
      </p>
      <button type="button" onClick={close}>
        {opened === null ? texts.dismissProblem : texts.closeFile}
      </button>
    </div>
  );
}

/** In the reader's own time; what is no date is shown as it was written. */
export function dateOf(savedAt: string): string {
  const date = new Date(savedAt);
  return Number.isNaN(date.getTime()) ? savedAt : date.toLocaleString();
}
