/** The pictures that go with the question, each with what becomes of it. */

import { type ReactNode, useContext, useEffect, useState } from "react";
import { MAX_ATTACHMENTS } from "../../core/attachments/index.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { Reason } from "../shared/reason.tsx";
import { PictureAddress } from "./picture-addresses.ts";
import type { PictureChoice } from "./picture-choice.ts";
import type { SendingState, SentPicture, SentPictures } from "./sent-pictures.ts";
import type { FilesTexts } from "./text/en.ts";
import { useFilesTexts } from "./text/texts.ts";

interface PictureListProps {
  readonly pictures: readonly SentPicture[];
  readonly sent: SentPictures;
  readonly choice: PictureChoice;
}

export function PictureList({ pictures, sent, choice }: PictureListProps): ReactNode {
  const texts = useFilesTexts();
  const said = pictures.map(({ name, state }) => `${name}: ${sentenceOf(state, texts)}`).join(" ");
  return (
    <>
      <ul className="file-rows" aria-label={texts.pictures}>
        {pictures.map((each, place) => (
          <li key={each.id} className="file">
            <Preview picture={each} onLost={() => void sent.lookFor(each.id)} />
            <PictureLine picture={each} sent={sent} choice={choice} />
            {pictures.length > 1 && (
              <span className="file-order">
                <IconButton
                  label={texts.moveUp(each.name)}
                  icon={DRAWINGS.up}
                  aria-disabled={place === 0}
                  onClick={() => sent.move(each.id, -1)}
                />
                <IconButton
                  label={texts.moveDown(each.name)}
                  icon="chevron"
                  aria-disabled={place === pictures.length - 1}
                  onClick={() => sent.move(each.id, 1)}
                />
              </span>
            )}
            <IconButton
              label={texts.remove(each.name)}
              icon="close"
              onClick={() => sent.remove(each.id)}
            />
          </li>
        ))}
      </ul>
      <p className="off-screen" role="status">
        {said}
      </p>
    </>
  );
}

interface PictureLineProps {
  readonly picture: SentPicture;
  readonly sent: SentPictures;
  readonly choice: PictureChoice;
}

function PictureLine({ picture: { id, name, state }, sent, choice }: PictureLineProps): ReactNode {
  const texts = useFilesTexts();
  const [unread, setUnread] = useState(false);
  return (
    <span className="file-line">
      <span className="file-name">{name}</span>
      <span className={state.status === "failed" ? "file-state wrong" : "file-state"}>
        {unread ? texts.failed.unreachable : <Sentence state={state} />}
      </span>
      {state.status === "sending" && <progress aria-label={name} />}
      <span className="file-choices">
        {state.status === "failed" && state.error !== null && (
          <button
            type="button"
            className="link"
            aria-label={texts.againFor(name)}
            onClick={() => sent.retry(id)}
          >
            {texts.again}
          </button>
        )}
        <button
          type="button"
          className="link"
          aria-label={`${texts.asText}: ${name}`}
          onClick={() => choice.readText(id).catch(() => setUnread(true))}
        >
          {texts.asText}
        </button>
      </span>
    </span>
  );
}

function Sentence({ state }: { state: SendingState }): ReactNode {
  const texts = useFilesTexts();
  if (state.status !== "failed" || state.error === null) return sentenceOf(state, texts);
  return <Reason code={state.error.code} detail={state.error.message} />;
}

function sentenceOf(state: SendingState, texts: FilesTexts): string {
  if (state.status !== "failed") return texts.sending[state.status];
  if (state.error !== null) return texts.notSent;
  return state.reason === "many" ? texts.many(MAX_ATTACHMENTS) : texts.failed[state.reason];
}

interface PreviewProps {
  readonly picture: SentPicture;
  /** It could not be shown: perhaps the server does not have it any more. */
  readonly onLost: () => void;
}

function Preview({ picture: { id, file, state }, onLost }: PreviewProps): ReactNode {
  const addressOf = useContext(PictureAddress);
  const [made, setMade] = useState<string | null>(null);
  useEffect(() => {
    if (file === null) return;
    const address = URL.createObjectURL(file);
    setMade(address);
    return () => URL.revokeObjectURL(address);
  }, [file]);
  // One that is on its way for another box is not there yet.
  const served = state.status === "sending" ? null : addressOf(id);
  const address = file === null ? served : made;
  return (
    <span className="file-preview">
      {address !== null && (
        <img src={address} alt="" onError={file === null ? onLost : undefined} />
      )}
    </span>
  );
}
