/**
 * The text of the message box: the draft of its conversation, or of the question that is edited.
 * Each is kept until it is sent, also while other conversations are read.
 */

import { useEffect, useRef, useState } from "react";
import { readDraft, writeDraft } from "../preferences.tsx";
import type { Editing } from "./use-editing.ts";

export interface Draft {
  readonly text: string;
  setText(text: string): void;
}

/**
 * @param id of the conversation of this box; it goes from null to a name once, when the server has
 * named it, and the text stays as it stands
 */
export function useDraft(
  id: string | null,
  editing: Editing | null,
  rejected: string | null,
): Draft {
  const source = editing?.key ?? "";
  const place = editing === null ? id : editPlace(editing.id);
  const [state, setState] = useState(() => ({ source: "", text: readDraft(id) }));
  let { text } = state;
  if (state.source !== source) {
    text = readDraft(place) || (editing?.text ?? "");
    setState({ source, text });
  }
  const [offered, setOffered] = useState<string | null>(null);
  if (rejected !== offered) {
    setOffered(rejected);
    if (rejected !== null && text === "") setState({ source, text: rejected });
  }
  useEffect(() => {
    if (rejected !== null && readDraft(id) === "") writeDraft(id, rejected);
  }, [id, rejected]);
  useMoved("", id);
  useMoved(source, place);
  const setText = (next: string): void => {
    setState({ source, text: next });
    writeDraft(place, next === editing?.text ? "" : next);
  };
  return { text, setText };
}

function editPlace(messageId: string): string {
  return `edit.${messageId}`;
}

/** When the server gives what is written in another name, what is kept goes along. */
function useMoved(source: string, place: string | null): void {
  const last = useRef({ source, place });
  useEffect(() => {
    const before = last.current;
    last.current = { source, place };
    if (before.source !== source || before.place === place) return;
    const kept = readDraft(before.place);
    if (kept === "") return;
    writeDraft(place, kept);
    writeDraft(before.place, "");
  }, [source, place]);
}
