/** The files that were added, each with what became of it. */

import { type ReactNode, useEffect, useState } from "react";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import type { AttachedFile, AttachedFiles, FileState } from "./attached-files.ts";
import type { FilesTexts } from "./text/en.ts";
import { useFilesTexts } from "./text/texts.ts";

interface FileListProps {
  readonly files: readonly AttachedFile[];
  readonly attached: AttachedFiles;
}

export function FileList({ files, attached }: FileListProps): ReactNode {
  const texts = useFilesTexts();
  return (
    <ul className="files" aria-label={texts.files}>
      {files.map((each, place) => (
        <li key={each.id} className="file">
          <Preview file={each} />
          <FileLine file={each} />
          {files.length > 1 && (
            <span className="file-order">
              <IconButton
                label={texts.moveUp(each.name)}
                icon={DRAWINGS.up}
                aria-disabled={place === 0}
                onClick={() => attached.move(each.id, -1)}
              />
              <IconButton
                label={texts.moveDown(each.name)}
                icon="chevron"
                aria-disabled={place === files.length - 1}
                onClick={() => attached.move(each.id, 1)}
              />
            </span>
          )}
          <IconButton
            label={texts.remove(each.name)}
            icon="close"
            onClick={() => attached.remove(each.id)}
          />
        </li>
      ))}
    </ul>
  );
}

function FileLine({ file: { name, state } }: { file: AttachedFile }): ReactNode {
  const texts = useFilesTexts();
  const share = state.status === "reading" ? state.progress?.share : undefined;
  return (
    <span className="file-line">
      <span className="file-name">{name}</span>
      <span className={state.status === "failed" ? "file-state wrong" : "file-state"}>
        {sentenceOf(state, texts)}
        {share !== undefined && <span aria-hidden="true"> {texts.share(share)}</span>}
      </span>
      {share !== undefined && <progress aria-label={name} value={share} max={1} />}
    </span>
  );
}

function sentenceOf(state: FileState, texts: FilesTexts): string {
  switch (state.status) {
    case "waiting":
      return texts.waiting;
    case "reading":
      return state.progress === null ? texts.waiting : texts.steps[state.progress.step];
    case "ready":
      return state.extraction.unsure ? texts.unsure : texts.ready;
    case "failed":
      return texts.failed[state.reason];
  }
}

/** The picture itself, small; an icon for everything else. */
function Preview({ file: { file, kind } }: { file: AttachedFile }): ReactNode {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (kind !== "picture") return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file, kind]);
  if (address === null) return <span className="file-preview" aria-hidden="true" />;
  return <img className="file-preview" src={address} alt="" />;
}
