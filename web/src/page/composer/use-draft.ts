/** The draft of the conversation that is shown, kept in this tab until it is sent. */

import { useState } from "react";
import { type Conversation, Draft, type DraftView } from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { memoryOf } from "../storage.ts";

/** @param conversation the same for as long as the component is there */
export function useDraft(conversation: Pick<Conversation, "getSnapshot" | "subscribe">): {
  draft: Draft;
  view: DraftView;
} {
  const [draft] = useState(() => new Draft(conversation, memoryOf("sessionStorage", conversation)));
  return { draft, view: useStore(draft) };
}
