/**
 * The tokens of an answer as far as this page knows them: those that came over its stream, and before
 * them those that the server had already. What was looked at last is kept, so that an answer that ends,
 * or another version that is turned to, has its tokens at once.
 */

import { useEffect, useState } from "react";
import type { AnswerState } from "../../core/index.ts";
import { useClient } from "../../react/index.ts";
import {
  fits,
  joined,
  listTold,
  NOTHING_TOLD,
  TokenList,
  type Tokens,
  type ToldList,
} from "./token-list.ts";

export interface KnownTokens {
  readonly tokens: Tokens;
  /** They have to be fetched, and are not there yet. */
  readonly loading: boolean;
  /** They could not be fetched, which this tries again; else null. */
  readonly retry: (() => void) | null;
}

interface Kept {
  readonly told: ToldList;
  readonly tokens: Tokens;
}

const NONE: Kept = { told: NOTHING_TOLD, tokens: NOTHING_TOLD.list };
const KEPT_ANSWERS = 8;
const kept = new Map<string, Kept>();

/** Keeps the tokens of an answer, and forgets those of the answer that was kept first. */
function keep(id: string, known: Kept): void {
  kept.set(id, known);
  const [first] = kept.keys();
  if (kept.size > KEPT_ANSWERS && first !== undefined) kept.delete(first);
}

interface Fetched {
  readonly tokens: Tokens | null;
  /** Whether the answer had ended by then. */
  readonly whole: boolean;
  readonly failed: boolean;
}

const NOTHING: Fetched = { tokens: null, whole: false, failed: false };

/** The tokens of an answer that was asked for them; fetched where they have not come here. */
export function useTokens(answer: AnswerState, growing: boolean): KnownTokens {
  const { api } = useClient();
  const [fetched, setFetched] = useState(NOTHING);
  const { id, text } = answer;
  const known = kept.get(id) ?? NONE;
  const told = listTold(answer.told, known.told);
  const earlier = fetched.tokens ?? known.tokens;
  const tokens = joined(fits(earlier, text) ? earlier : NONE.tokens, told.list);
  const lacks = lacksSome(tokens, text, growing, fetched);
  useEffect(() => {
    if (tokens.count > 0) keep(id, { told, tokens });
  });
  const { failed } = fetched;
  useEffect(() => {
    if (!lacks || failed) return undefined;
    const abort = new AbortController();
    api.candidates(id, { signal: abort.signal }).then(
      (all) => setFetched({ tokens: TokenList.of(all), whole: !growing, failed: false }),
      () => {
        if (!abort.signal.aborted) setFetched({ ...NOTHING, failed: true });
      },
    );
    return () => abort.abort();
  }, [api, id, lacks, failed, growing]);
  return {
    tokens,
    loading: lacks && !failed,
    retry: failed ? () => setFetched(NOTHING) : null,
  };
}

/** Whether the server has some that this page has not. */
function lacksSome(tokens: Tokens, text: string, growing: boolean, fetched: Fetched): boolean {
  if (text === "" || fetched.whole) return false;
  // The page came to it while it grew. One that goes on behind a given text has none before, either.
  const begun = (tokens.at(0)?.at ?? 0) > 0 && fetched.tokens === null;
  return begun || (!growing && (tokens.count === 0 || !fits(tokens, text)));
}
