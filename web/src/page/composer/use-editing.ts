/** Which question of a conversation is being edited. It stays so while other ones are read. */

import { useCallback, useEffect, useState } from "react";
import type { Entry } from "../../core/index.ts";
import { readEdited, writeEdited } from "../preferences.tsx";

/** The question that is being edited, and its text as it stands. */
export interface Editing {
  /** Stays the same when the server names the question. */
  readonly key: string;
  readonly id: string;
  readonly text: string;
}

interface EditingState {
  /** null also while the question is on a branch that is not shown. */
  readonly editing: Editing | null;
  readonly begin: (entry: Entry) => void;
  readonly end: () => void;
}

export function useEditing(id: string | null, branch: readonly Entry[]): EditingState {
  const [wanted, setWanted] = useState(() => readEdited(id));
  const found = branch.find(({ key, message }) => key === wanted || message.id === wanted);
  const editing =
    wanted === "" || found === undefined
      ? null
      : { key: found.key, id: found.message.id, text: found.message.text };
  const messageId = editing?.id;
  useEffect(() => {
    if (messageId !== undefined) writeEdited(id, messageId);
  }, [id, messageId]);
  const begin = useCallback((entry: Entry) => setWanted(entry.key), []);
  const end = (): void => {
    setWanted("");
    writeEdited(id, "");
  };
  return { editing, begin, end };
}
