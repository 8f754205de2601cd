/**
 * How the answers of a conversation are made: what was chosen before its first question, or since then.
 * It has one place at a time. Before the first question that is the page; from then on it is the server,
 * which is told once it has the conversation, and of a change at once.
 */

import { useEffect, useState } from "react";
import { type AskExtras, type ConversationView, knownId } from "../../core/index.ts";
import { useClient } from "../../react/index.ts";
import { type Opening, openingWishes, type Parameters, wished } from "../actions/opening.ts";

export interface ChosenParameters {
  /** Whether a model thinks first that can; null: as it is made. */
  readonly thinking: boolean | null;
  readonly think: (thinking: boolean | null) => void;
  /** What the next question is asked with; nothing of what the conversation has by itself. */
  readonly ask: () => AskExtras;
}

/** What the server is to be told, while it has what it had when that was chosen. */
interface Wish {
  readonly parameters: Parameters;
  readonly over: string;
}

/** @param instructions those of the settings */
export function useParameters(
  view: ConversationView,
  opening: Opening,
  onOpening: (opening: Opening) => void,
  instructions: string,
): ChosenParameters {
  const { list } = useClient();
  const id = knownId(view);
  const stored = view.summary?.parameters ?? null;
  const over = written(stored);
  const [wish, setWish] = useState<Wish | null>(null);
  const [isNew, setNew] = useState(id === null);
  if (isNew && id !== null) {
    setNew(false);
    // The first question was asked with them; so are the next.
    if (opening.parameters !== null) setWish({ parameters: opening.parameters, over });
  }
  // What the server has by now is ours, or that of another window.
  if (wish !== null && wish.over !== over) setWish(null);
  const untold = wish?.over === over && written(wish.parameters) !== over ? wish.parameters : null;
  useEffect(() => {
    if (id === null || untold === null) return;
    list.change(id, { parameters: untold }).catch(() => setWish(null));
  }, [list, id, untold]);
  const ahead =
    id === null ? (opening.parameters ?? opening.assistant?.parameters ?? null) : untold;
  const now = ahead ?? stored;
  return {
    thinking: now?.thinking ?? null,
    think: (thinking) => {
      const parameters = { ...now, thinking };
      if (id === null) onOpening({ ...opening, parameters });
      else setWish({ parameters, over });
    },
    ask: () => (view.id === null ? openingWishes(opening, instructions) : wished(ahead)),
  };
}

/** What of parameters says something, to be compared. */
function written(parameters: Parameters | null): string {
  return JSON.stringify(Object.entries(wished(parameters)).sort());
}
