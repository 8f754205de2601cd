/**
 * The reader's assistants, the same for all parts of the page, so that a menu has them at once when it
 * is opened again. Read again with every change that the server tells, and in another language.
 */

import { useCallback, useEffect } from "react";
import {
  type AssistantsApi,
  type AssistantsReply,
  assistantsApi,
} from "../../core/assistants/index.ts";
import { type Client, Store } from "../../core/index.ts";
import { type ApiError, asApiError } from "../../protocol/index.ts";
import { useClient, useStore } from "../../react/index.ts";
import { useLanguage } from "../text/texts.tsx";

interface State {
  /** What was read last; null before. */
  readonly reply: AssistantsReply | null;
  /** Why the last reading failed. */
  readonly error: ApiError | null;
}

class Kept extends Store<State> {
  readonly api: AssistantsApi;
  #newest = 0;

  constructor(client: Client) {
    super({ reply: null, error: null });
    this.api = assistantsApi(client.api);
  }

  async read(): Promise<void> {
    // Replies come in any order; what was asked for last is the newest.
    this.#newest += 1;
    const mine = this.#newest;
    try {
      const reply = await this.api.all();
      if (mine === this.#newest) this.set({ reply, error: null });
    } catch (failure) {
      if (mine === this.#newest) this.patch({ error: asApiError(failure) });
    }
  }
}

const known = new WeakMap<Client, Kept>();

function keptOf(client: Client): Kept {
  const kept = known.get(client) ?? new Kept(client);
  known.set(client, kept);
  return kept;
}

export interface Assistants extends State {
  readonly api: AssistantsApi;
  readonly read: () => Promise<void>;
}

export function useAssistants(): Assistants {
  const client = useClient();
  const kept = keptOf(client);
  const state = useStore(kept);
  const changes = useStore(client.listChanges);
  const language = useLanguage();
  const read = useCallback(() => kept.read(), [kept]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever a change is told, or said otherwise
  useEffect(() => {
    void read();
  }, [read, changes, language]);
  return { ...state, api: kept.api, read };
}
