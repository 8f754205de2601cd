/** Shows Markdown that may still be growing; only the blocks that changed are rendered again. */

import { memo, type ReactNode, useMemo, useState } from "react";
import { type Block, BlockSplitter } from "./blocks.ts";
import { CodeView } from "./code-view.tsx";
import { definitionsForSection } from "./definitions.ts";
import { Grouper } from "./groups.ts";
import { NotesScope } from "./note-link.tsx";
import { NotesView } from "./notes-view.tsx";
import { PlainOnError } from "./plain-on-error.tsx";
import { RestView } from "./rest-view.tsx";
import { TableView } from "./table-view.tsx";
import { TextView } from "./text-view.tsx";
import { type MarkdownTexts, MarkdownTextsContext } from "./texts.ts";
import { useCatchUp } from "./use-catch-up.ts";

/** Blocks of a group. */
const GROUP = 24;
/** Groups of a section: of those out of sight the browser looks at no group. */
const SECTION = 16;
/** A group of so many characters is worth being left out where it is out of sight. */
const LARGE_CHARS = 1_000;
/** Its height is estimated until it is laid out: the place of the scroll bar depends on it. */
const HUGE_CHARS = 5_000;

export interface MarkdownProps {
  text: string;
  /** More will come: a caret stands at the end. Default: false. */
  growing?: boolean;
  /**
   * The text ends where its writer wanted it to end, so that an open marker is meant as text.
   * Default: as soon as it does not grow.
   */
  whole?: boolean;
  /**
   * Another number whenever `text` was replaced and not added to. Default: the texts are compared,
   * which costs more the longer they are.
   */
  revision?: number;
  /** What is said beside the text. Default: in English. */
  texts?: MarkdownTexts;
}

/** Shows `text`. What breaks its renderer is shown as it was written. */
export function Markdown(props: MarkdownProps): ReactNode {
  const { text, growing = false, whole = !growing, texts } = props;
  const compared = useRevision(props.revision === undefined ? text : "");
  const { revision = compared } = props;
  const shown = <View {...{ text, revision, growing, whole }} />;
  return (
    <PlainOnError text={text}>
      {texts ? (
        <MarkdownTextsContext.Provider value={texts}>{shown}</MarkdownTextsContext.Provider>
      ) : (
        shown
      )}
    </PlainOnError>
  );
}

/** Tells by another number that `text` was not only added to since the last render. */
function useRevision(text: string): number {
  const [seen, setSeen] = useState({ text, revision: 0 });
  if (seen.text === text) return seen.revision;
  const revision = text.startsWith(seen.text) ? seen.revision : seen.revision + 1;
  setSeen({ text, revision });
  return revision;
}

interface ViewProps {
  text: string;
  revision: number;
  growing: boolean;
  whole: boolean;
}

function View({ text, revision, growing, whole }: ViewProps): ReactNode {
  const [splitter] = useState(() => new BlockSplitter());
  const [grouper] = useState(() => new Grouper<Block>(GROUP));
  const [sectioner] = useState(() => new Grouper<readonly Block[]>(SECTION));
  const shown = useCatchUp(text, revision);
  const blocks = useMemo(() => splitter.update(shown, revision), [splitter, shown, revision]);
  const sections = sectioner.update(grouper.update(blocks));
  const more = growing || shown.length < text.length;
  const open = !whole || shown.length < text.length;
  const definitions = open
    ? splitter.definitions
    : splitter.definitions + splitter.unfinishedDefinition;
  const { notes } = splitter;
  const openAt = open ? Math.max(blocks.at(-1)?.start ?? 0, notes.at(-1)?.start ?? 0) : null;
  return (
    <div className="markdown">
      <NotesScope>
        {sections.map((groups, index) => {
          const last = index === sections.length - 1;
          return (
            <Section
              key={startOf(groups)}
              groups={groups}
              definitions={last ? definitions : definitionsForSection(groups, definitions)}
              openAt={last ? openAt : null}
              growing={growing && last}
              end={last ? shown.length : startOf(sections[index + 1])}
              more={more && last}
            />
          );
        })}
        {!growing && <RestView text={text} from={shown.length} />}
        {notes.length > 0 && <NotesView {...{ notes, definitions, openAt, growing }} />}
      </NotesScope>
      {growing && blocks.length + notes.length === 0 && (
        <span className="caret" aria-hidden="true" />
      )}
    </div>
  );
}

function startOf(groups: readonly (readonly Block[])[] | undefined): number {
  return groups?.[0]?.[0]?.start ?? 0;
}

interface SectionProps {
  groups: readonly (readonly Block[])[];
  definitions: string;
  /** `start` of the block that is not whole. */
  openAt: number | null;
  growing: boolean;
  /** Where its text ends. */
  end: number;
  /** Something comes behind its end. */
  more: boolean;
}

const Section = memo(function Section(props: SectionProps): ReactNode {
  const { groups, definitions, openAt, growing, end, more } = props;
  const full = groups.length === SECTION && !more;
  return (
    <div className={full ? "section settled" : "section"}>
      {groups.map((group, index) => {
        const last = index === groups.length - 1;
        const start = group[0]?.start ?? 0;
        const groupEnd = last ? end : startOf(groups.slice(index + 1));
        return (
          <Group
            key={start}
            blocks={group}
            definitions={definitions}
            openAt={last ? openAt : null}
            growing={growing && last}
            settledChars={more && last ? null : groupEnd - start}
          />
        );
      })}
    </div>
  );
});

interface GroupProps {
  blocks: readonly Block[];
  definitions: string;
  /** `start` of the block that is not whole. */
  openAt: number | null;
  growing: boolean;
  /** How much there is of a group that is complete; null while it grows. */
  settledChars: number | null;
}

const Group = memo(function Group(props: GroupProps): ReactNode {
  const { blocks, definitions, openAt, growing, settledChars } = props;
  return (
    <div className={classOf(blocks[0], settledChars)}>
      {blocks.map((block) => (
        <BlockView
          key={block.start}
          block={block}
          definitions={definitions}
          open={block.start === openAt}
          caret={growing && block.start === openAt}
        />
      ))}
    </div>
  );
});

interface BlockProps {
  block: Block;
  definitions: string;
  open: boolean;
  caret: boolean;
}

function BlockView({ block, ...props }: BlockProps): ReactNode {
  if (block.kind === "code") return <CodeView block={block} caret={props.caret} />;
  if (block.kind === "table") return <TableView block={block} {...props} />;
  return <TextView block={block} {...props} />;
}

/** Groups have their distance from each other, because what is laid out alone has margins alone. */
function classOf(first: Block | undefined, settledChars: number | null): string {
  const text = first?.kind === "text" ? first : null;
  const names = ["blocks"];
  if (settledChars !== null && settledChars >= LARGE_CHARS) names.push("settled");
  if (settledChars !== null && settledChars >= HUGE_CHARS) names.push("huge");
  if (text?.goesOn === true) names.push("goes-on");
  else if (text !== null && /^ {0,3}#{1,6}\s/.test(text.pieces[0] ?? "")) names.push("headed");
  return names.join(" ");
}
