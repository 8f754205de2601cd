/** The draft of the conversation that is shown, kept in this tab until it is sent. */

import { useState } from "react";
import { type Conversation, Draft, type DraftMemory, type DraftView } from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { readStored, writeStored } from "../storage.ts";

const THIS_TAB: DraftMemory = {
  read: (name) => readStored("sessionStorage", `yeoul.${name}`),
  write: (name, text) => writeStored("sessionStorage", `yeoul.${name}`, text),
};

/** @param conversation the same for as long as the component is there */
export function useDraft(conversation: Pick<Conversation, "getSnapshot" | "subscribe">): {
  draft: Draft;
  view: DraftView;
} {
  const [draft] = useState(() => new Draft(conversation, THIS_TAB));
  return { draft, view: useStore(draft) };
}
