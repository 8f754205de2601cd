/** The links between a text and its notes. Each text has names of its own for them. */

import { createContext, type MouseEvent, type ReactNode, useContext, useId } from "react";
import { useMarkdownTexts } from "./texts.ts";

const NotesOf = createContext("");

/** Makes room for a text with notes, apart from every other text on the page. */
export function NotesScope({ children }: { children: ReactNode }): ReactNode {
  return <NotesOf.Provider value={useId()}>{children}</NotesOf.Provider>;
}

/** The id of a note. */
export function useNoteId(number: number | string): string {
  return `note-${useContext(NotesOf)}-${number}`;
}

export function NoteLink({ number }: { number: string }): ReactNode {
  return (
    <a className="note-link" href={`#${useNoteId(number)}`}>
      {number}
    </a>
  );
}

/** Leads from a note to where it is referred to first. */
export function BackLink({ number }: { number: number }): ReactNode {
  const texts = useMarkdownTexts();
  const href = `#${useNoteId(number)}`;
  const goBack = (event: MouseEvent<HTMLElement>): void => {
    event.preventDefault();
    const text = event.currentTarget.closest(".markdown");
    text?.querySelector<HTMLElement>(`.note-link[href="${href}"]`)?.focus();
  };
  return (
    <a className="note-back" href={href} aria-label={texts.backToText(number)} onClick={goBack}>
      ↩
    </a>
  );
}
