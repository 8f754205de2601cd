/** The notes of a text, numbered, at its end. */

import { memo, type ReactNode } from "react";
import { definitionsFor } from "./definitions.ts";
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

export const NotesView = memo(function NotesView(props: NotesProps): ReactNode {
  const { notes, definitions, openAt, growing } = props;
  return (
    <ol className="notes">
      {notes.map((note, index) => (
        <Note
          key={note.start}
          note={note}
          number={index + 1}
          definitions={definitionsFor(note.pieces[0], definitions)}
          open={note.start === openAt}
          caret={growing && note.start === openAt}
        />
      ))}
    </ol>
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
