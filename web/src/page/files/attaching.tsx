/**
 * The button that adds files to a question, and the list of those that were added. Files come by the
 * button, by a drop anywhere on the page, or pasted into the box.
 */

import "./styles.css";
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { createPortal, flushSync } from "react-dom";
import { attachmentsApi } from "../../core/attachments/index.ts";
import type { Draft } from "../../core/index.ts";
import type { Model } from "../../protocol/index.ts";
import { useClient, useStore } from "../../react/index.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { type AttachedFile, AttachedFiles, type WritingBox } from "./attached-files.ts";
import { ACCEPTED } from "./file-kinds.ts";
import { FileList } from "./file-list.tsx";
import { pastedFiles, useDroppedFiles } from "./incoming-files.ts";
import { openExtraction } from "./late-extraction.ts";
import { PictureChoice } from "./picture-choice.ts";
import { PictureList } from "./picture-list.tsx";
import { preparePicture } from "./prepared-picture.ts";
import { readInstead } from "./read-instead.ts";
import { SentPictures } from "./sent-pictures.ts";
import { useFilesTexts } from "./text/texts.ts";

type Box = { readonly current: HTMLTextAreaElement | null };

export interface AttachingProps {
  readonly box: Box;
  readonly draft: Draft;
  /** Where the button stands; null until that is there. */
  readonly place: HTMLElement | null;
  /** Is told what holds a question back until it can be sent. */
  readonly hold: { current: (() => boolean) | null };
  /** Sends the question that was held back. */
  readonly onSend: () => void;
  /** The one that answers; undefined before it is known. */
  readonly model: Model | undefined;
  readonly temporary: boolean;
}

export function Attaching({ box, draft, place, ...props }: AttachingProps): ReactNode {
  const { attached, sent, choice } = useAdded(box, draft, props);
  const files = useStore(attached);
  const pictures = useStore(sent);
  const waits = useHold(files, pictures, props);
  useIncomingFiles(box, (added) => choice.add(added));
  return (
    <>
      {files.length + pictures.length > 0 && (
        <div className="files">
          {pictures.length > 0 && <PictureList pictures={pictures} sent={sent} choice={choice} />}
          {pictures.length > 0 && props.model?.images === false && (
            <Blind onRead={() => readAll(sent, choice)} />
          )}
          {files.length > 0 && <FileList files={files} attached={attached} choice={choice} />}
          {waits}
        </div>
      )}
      {place !== null && createPortal(<AttachButton add={(added) => choice.add(added)} />, place)}
    </>
  );
}

/** What was added to a question: to the next one, or to one that is edited. */
interface Added {
  readonly attached: AttachedFiles;
  readonly sent: SentPictures;
  readonly choice: PictureChoice;
}

type Circumstances = Pick<AttachingProps, "model" | "temporary">;

/** What was added to the question in the box, in step with what is written, the model and the conversation. */
function useAdded(box: Box, draft: Draft, { model, temporary }: Circumstances): Added {
  const sees = model?.images ?? null;
  const holds = model?.context_length ?? null;
  const { content, edited } = useStore(draft);
  const { text, attachments } = content;
  const added = useAddedTo(edited?.id ?? null, box, draft);
  const { attached, sent, choice } = added;
  useEffect(() => attached.follow(text), [attached, text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the draft has other pictures
  useEffect(() => sent.follow(), [sent, attachments]);
  // Before the pictures that the new model cannot see are read for it.
  useEffect(() => attached.setContextLength(holds), [attached, holds]);
  useEffect(() => choice.follow(sees), [choice, sees]);
  useEffect(() => void sent.setTemporary(temporary), [sent, temporary]);
  const wanted = useStore(readInstead);
  useEffect(() => {
    if (wanted === null) return;
    if (wanted !== edited?.id) draft.edit({ message: { id: wanted } });
    else readAll(sent, choice);
    const { edited: now } = draft.getSnapshot();
    // Once it is edited here, this comes again.
    if (wanted === edited?.id || wanted !== now?.id) readInstead.set(null);
  }, [wanted, draft, edited, sent, choice]);
  return added;
}

/** Each question keeps its own while another one is in the box. `edited` null: the next question. */
function useAddedTo(edited: string | null, box: Box, draft: Draft): Added {
  const { api } = useClient();
  const [all] = useState(() => new Map<string | null, Added>());
  useEffect(
    () => () => {
      for (const { attached, sent } of all.values()) {
        attached.close();
        sent.close();
      }
    },
    [all],
  );
  const known = all.get(edited);
  if (known !== undefined) return known;
  const isOpen = (): boolean => (draft.getSnapshot().edited?.id ?? null) === edited;
  const attached = new AttachedFiles({ ...writingBox(box, draft), isOpen }, openExtraction);
  const sent = new SentPictures(draft, attachmentsApi(api), { isOpen, prepare: preparePicture });
  const added = { attached, sent, choice: new PictureChoice(attached, sent) };
  all.set(edited, added);
  return added;
}

/** Has the texts of all pictures in the box instead of them, in their order. */
async function readAll(sent: SentPictures, choice: PictureChoice): Promise<void> {
  for (const { id } of sent.getSnapshot()) await choice.readText(id).catch(() => undefined);
}

/**
 * Holds a question back while its pictures are under way, or files are being read, and says so. It
 * goes out by itself behind pictures alone: a text that was read is to be looked at before.
 */
function useHold(
  files: readonly AttachedFile[],
  pictures: ReturnType<SentPictures["getSnapshot"]>,
  { hold, onSend }: Pick<AttachingProps, "hold" | "onSend">,
): ReactNode {
  const texts = useFilesTexts();
  const [wanted, setWanted] = useState(false);
  const [refused, setRefused] = useState(false);
  const [early, setEarly] = useState(false);
  const waits = pictures.some(({ state }) => state.status !== "ready");
  const reads = files.some(({ state }) => state.status === "waiting" || state.status === "reading");
  const failed = pictures.some(({ state }) => state.status === "failed");
  const send = useEffectEvent(onSend);
  useEffect(() => {
    hold.current = () => {
      setWanted(waits && !reads);
      setEarly(reads);
      return waits || reads;
    };
    if (!reads) setEarly(false);
    if (!wanted) return;
    // Who removes what cannot be sent may have more to change: it is theirs to send.
    setRefused((before) => waits && (before || failed));
    if (waits || reads) return;
    setWanted(false);
    if (!refused) send();
  }, [hold, waits, reads, wanted, failed, refused]);
  if (early && reads)
    return (
      <p className="files-note" role="alert">
        {texts.reads}
      </p>
    );
  if (!wanted || !waits) return null;
  return (
    <p className="files-note" role="alert">
      {failed ? texts.notSent : texts.waits}
    </p>
  );
}

function Blind({ onRead }: { onRead: () => void }): ReactNode {
  const texts = useFilesTexts();
  return (
    <p className="files-note">
      {texts.blind}{" "}
      <button type="button" className="link" onClick={onRead}>
        {texts.readInstead}
      </button>
    </p>
  );
}

function AttachButton({ add }: { add: (files: readonly File[]) => void }): ReactNode {
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
          add([...(currentTarget.files ?? [])]);
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

function writingBox(box: Box, draft: Draft): Omit<WritingBox, "isOpen"> {
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
