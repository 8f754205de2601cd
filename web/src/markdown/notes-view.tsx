/** The notes of a text, numbered, at its end. */

import { memo, type ReactNode, useState } from "react";
import { definitionsFor, definitionsForSection } from "./definitions.ts";
import { Grouper } from "./groups.ts";
import type { NoteBlock } from "./note-block.ts";
import { BackLink, useNoteId } from "./note-link.tsx";
import { Piece } from "./piece.tsx";

interface NotesProps {
  notes: readonly NoteBlock[];
  definitions: string;
  /** `start` of the block that is not whole. */
  openAt: number | null;
  growing: boolean;
}

/** Notes of a group, which is a list of its own: of one out of sight the browser looks at no note. */
const GROUP = 96;

export const NotesView = memo(function NotesView(props: NotesProps): ReactNode {
  const { notes, definitions, openAt, growing } = props;
  const [grouper] = useState(() => new Grouper<NoteBlock>(GROUP));
  return grouper.update(notes).map((group, at, groups) => {
    const last = at === groups.length - 1;
    return (
      <NoteGroup
        key={group[0]?.start}
        notes={group}
        before={at * GROUP}
        definitions={definitionsForSection(group, definitions)}
        openAt={last ? openAt : null}
        growing={growing && last}
      />
    );
  });
});

interface GroupProps extends NotesProps {
  /** How many notes stand in front of these. */
  before: number;
}

const NoteGroup = memo(function NoteGroup(props: GroupProps): ReactNode {
  const { notes, before, definitions, openAt, growing } = props;
  return (
    <div className={notes.length === GROUP ? "section settled huge" : "section"}>
      <ol
        className={before > 0 ? "notes goes-on" : "notes"}
        start={before > 0 ? before + 1 : undefined}
      >
        {notes.map((note, index) => (
          <Note
            key={note.start}
            note={note}
            number={before + index + 1}
            definitions={definitionsFor(note.pieces[0], definitions)}
            open={note.start === openAt}
            caret={growing && note.start === openAt}
          />
        ))}
      </ol>
    </div>
  );
});

interface NoteProps {
  note: NoteBlock;
  number: number;
  definitions: string;
  open: boolean;
  caret: boolean;
}

const Note = memo(function Note({ note, number, ...piece }: NoteProps): ReactNode {
  return (
    <li id={useNoteId(number)} tabIndex={-1}>
      <div className="note-text">
        <Piece source={note.pieces[0]} context="" goesOn={false} of="block" {...piece} />
      </div>
      <BackLink number={number} />
    </li>
  );
});
