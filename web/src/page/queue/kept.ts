/**
 * What the browser keeps of single conversations, as it stands: questions that wait, in all windows;
 * drafts, edits and the model that was picked, in this tab.
 */

import type { Area } from "../storage.ts";

/** How the names begin under which texts of a conversation are kept, behind which its id follows. */
const NAME = /^yeoul\.(?:queue|draft|edit|edited|model)\.([^.]+)/;

/** The ids of the conversations of which something is kept. */
export function keptIds(): ReadonlySet<string> {
  const ids = namesIn("localStorage").concat(namesIn("sessionStorage")).map(idIn);
  // A new conversation has none: it is there.
  return new Set(ids.filter((id) => id !== "" && id !== "new"));
}

/** Keeps nothing of a conversation any more. */
export function forgetKept(id: string): void {
  for (const area of ["localStorage", "sessionStorage"] as const)
    for (const name of namesIn(area)) if (idIn(name) === id) globalThis[area].removeItem(name);
}

function idIn(name: string): string {
  return NAME.exec(name)?.[1] ?? "";
}

/** None of a browser that keeps nothing. */
function namesIn(area: Area): string[] {
  try {
    return Object.keys(globalThis[area]);
  } catch {
    return [];
  }
}
