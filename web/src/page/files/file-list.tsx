/** The files that were added, each with what became of it. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import { IconButton } from "../shared/icon-button.tsx";
import { Icon } from "../shared/icons.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import type { AttachedFile, AttachedFiles, FileState } from "./attached-files.ts";
import type { Extraction, PageRange } from "./extracted.ts";
import type { PictureChoice } from "./picture-choice.ts";
import type { FilesTexts } from "./text/en.ts";
import { useFilesTexts } from "./text/texts.ts";

interface FileListProps {
  readonly files: readonly AttachedFile[];
  readonly attached: AttachedFiles;
  readonly choice: PictureChoice;
}

export function FileList({ files, attached, choice }: FileListProps): ReactNode {
  const texts = useFilesTexts();
  const said = files.map(({ name, state }) => `${name}: ${sentenceOf(state, texts)}`).join(" ");
  return (
    <>
      <Rows files={files} attached={attached} choice={choice} />
      <p className="off-screen" role="status">
        {said}
      </p>
      {files.some(({ state }) => state.status === "ready") && <Instructions attached={attached} />}
    </>
  );
}

/** What is usually to be done with a file. */
function Instructions({ attached }: { attached: AttachedFiles }): ReactNode {
  const texts = useFilesTexts();
  const all = Object.values(texts.instructions);
  return (
    <div className="file-instructions">
      {all.map(({ label, text }) => (
        <button
          key={label}
          type="button"
          onClick={() =>
            attached.instruct(
              text,
              all.map((each) => each.text),
            )
          }
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function Rows({ files, attached, choice }: FileListProps): ReactNode {
  const texts = useFilesTexts();
  return (
    <ul className="file-rows" aria-label={texts.files}>
      {files.map((each, place) => (
        <li key={each.id} className="file">
          <Preview file={each} />
          <FileLine file={each} attached={attached} choice={choice} />
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

interface FileLineProps {
  readonly file: AttachedFile;
  readonly attached: AttachedFiles;
  readonly choice: PictureChoice;
}

function FileLine({ file: added, attached, choice }: FileLineProps): ReactNode {
  const { id, name, file, kind, state } = added;
  const texts = useFilesTexts();
  const pages = state.status === "ready" ? state.extraction.pages : undefined;
  const share = state.status === "reading" ? state.progress?.share : undefined;
  const line = useRef<HTMLSpanElement>(null);
  const failed = state.status === "failed";
  // Of many files it would be further down than the list shows.
  useEffect(() => {
    if (failed) line.current?.scrollIntoView({ block: "nearest" });
  }, [failed]);
  return (
    <span ref={line} className="file-line">
      <span className="file-name">{name}</span>
      <span className={failed ? "file-state wrong" : "file-state"}>
        {sentenceOf(state, texts)}
        {share !== undefined && <span aria-hidden="true"> {texts.share(share)}</span>}
      </span>
      {share !== undefined && <progress aria-label={name} value={share} max={1} />}
      {pages !== undefined && pages.count > 1 && (
        <PageChoice
          key={`${pages.first}-${pages.last}`}
          name={name}
          {...pages}
          onChoose={(range) => attached.choosePages(id, range)}
        />
      )}
      {kind === "picture" && (
        <span className="file-choices">
          <button
            type="button"
            className="link"
            aria-label={`${texts.asPicture}: ${name}`}
            onClick={() => choice.sendPicture(id, file)}
          >
            {texts.asPicture}
          </button>
        </span>
      )}
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
      return readySentence(state.extraction, texts);
    case "failed":
      return texts.failed[state.reason];
  }
}

function readySentence({ unsure, fits, pages }: Extraction, texts: FilesTexts): string {
  const what = unsure ? texts.unsure : texts.ready;
  if (fits >= 1) return what;
  const less =
    pages !== undefined && pages.count > 1
      ? texts.pagesFit(pages.first, pages.last, pages.count)
      : texts.fits(fits);
  return `${less} ${what}`;
}

interface PageChoiceProps extends PageRange {
  readonly name: string;
  readonly count: number;
  readonly onChoose: (range: PageRange) => void;
}

/** Which pages of a document are read. */
function PageChoice({ name, count, first, last, onChoose }: PageChoiceProps): ReactNode {
  const texts = useFilesTexts();
  const [range, setRange] = useState<PageRange>({ first, last });
  const field = (which: keyof PageRange, label: string): ReactNode => (
    <input
      type="number"
      min={1}
      max={count}
      aria-label={label}
      value={range[which]}
      onChange={({ currentTarget }) => setRange({ ...range, [which]: currentTarget.valueAsNumber })}
    />
  );
  const valid = range.first >= 1 && range.last >= range.first && range.last <= count;
  const changed = range.first !== first || range.last !== last;
  return (
    <span className="file-pages">
      {texts.pages} {field("first", texts.firstPage(name))}–{field("last", texts.lastPage(name))}{" "}
      {texts.pageCount(count)}
      {changed && (
        <button type="button" className="link" disabled={!valid} onClick={() => onChoose(range)}>
          {texts.choosePages}
        </button>
      )}
    </span>
  );
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
  return (
    <span className="file-preview">
      {address === null ? <Icon name={DRAWINGS.document} /> : <img src={address} alt="" />}
    </span>
  );
}
