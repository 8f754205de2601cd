/**
 * What the browser keeps of single conversations, as it stands: questions that wait, in all windows;
 * drafts, edits and the model that was picked, in this tab.
 */

import { AREAS, storedNames, writeStored } from "../storage.ts";

/** How the names begin under which texts of a conversation are kept, behind which its id follows. */
const NAME = /^(?:queue|draft|edit|edited|model)\.([^.]+)/;

/** The ids of the conversations of which something is kept. */
export function keptIds(): ReadonlySet<string> {
  const ids = AREAS.flatMap((area) => storedNames(area, "yeoul.").map(idIn));
  // A new conversation has none: it is there.
  return new Set(ids.filter((id) => id !== "" && id !== "new"));
}

/** Keeps nothing of a conversation any more. */
export function forgetKept(id: string): void {
  for (const area of AREAS)
    for (const name of storedNames(area, "yeoul."))
      if (idIn(name) === id) writeStored(area, `yeoul.${name}`, "");
}

function idIn(name: string): string {
  return NAME.exec(name)?.[1] ?? "";
}
