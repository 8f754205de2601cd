/**
 * The button that adds files to a question, and the list of those that were added. Files come by the
 * button, by a drop anywhere on the page, or pasted into the box.
 */

import "./styles.css";
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { createPortal, flushSync } from "react-dom";
import type { Draft } from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { AttachedFiles, type WritingBox } from "./attached-files.ts";
import { ACCEPTED } from "./file-kinds.ts";
import { FileList } from "./file-list.tsx";
import { pastedFiles, useDroppedFiles } from "./incoming-files.ts";
import { openExtraction } from "./late-extraction.ts";
import { useFilesTexts } from "./text/texts.ts";

type Box = { readonly current: HTMLTextAreaElement | null };

export interface AttachingProps {
  readonly box: Box;
  readonly draft: Draft;
  /** Where the button stands; null until that is there. */
  readonly place: HTMLElement | null;
}

export function Attaching({ box, draft, place }: AttachingProps): ReactNode {
  const [attached] = useState(() => new AttachedFiles(writingBox(box, draft), openExtraction));
  const files = useStore(attached);
  const { text } = useStore(draft).content;
  useEffect(() => attached.follow(text), [attached, text]);
  useEffect(() => () => attached.close(), [attached]);
  useIncomingFiles(box, (added) => attached.add(added));
  return (
    <>
      {files.length > 0 && <FileList files={files} attached={attached} />}
      {place !== null && createPortal(<AttachButton attached={attached} />, place)}
    </>
  );
}

function AttachButton({ attached }: { attached: AttachedFiles }): ReactNode {
  const texts = useFilesTexts();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        className="attach"
        label={texts.attach}
        icon={DRAWINGS.clip}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-label={texts.attach}
        onChange={({ currentTarget }) => {
          attached.add([...(currentTarget.files ?? [])]);
          // The same file can be chosen once more.
          currentTarget.value = "";
        }}
      />
    </>
  );
}

function useIncomingFiles(box: Box, add: (files: readonly File[]) => void): void {
  useDroppedFiles((files) => {
    if (box.current?.closest("[inert]") === null) add(files);
  });
  const onPaste = useEffectEvent((event: ClipboardEvent): void => {
    const files = event.clipboardData === null ? [] : pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  });
  useEffect(() => {
    const area = box.current;
    area?.addEventListener("paste", onPaste);
    return () => area?.removeEventListener("paste", onPaste);
  }, [box]);
}

function writingBox(box: Box, draft: Draft): WritingBox {
  return {
    read: () => ({
      text: draft.getSnapshot().content.text,
      caret: box.current?.selectionEnd ?? 0,
    }),
    write: (text, caret) => {
      flushSync(() => draft.setText(text));
      box.current?.setSelectionRange(caret, caret);
    },
  };
}
