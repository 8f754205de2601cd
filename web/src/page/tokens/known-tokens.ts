/**
 * The tokens of an answer as far as this page knows them: those that came over its stream, and before
 * them those that the server had already. What was looked at last is kept, so that an answer that ends,
 * or another version that is turned to, has its tokens at once.
 */

import { useEffect, useState } from "react";
import type { AnswerState } from "../../core/index.ts";
import { useClient } from "../../react/index.ts";
import {
  endOf,
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
  /** How long the text was of which these are all tokens; null: it grew. */
  readonly of: number | null;
  readonly failed: boolean;
}

const NOTHING: Fetched = { tokens: null, of: null, failed: false };

/** The tokens of an answer that was asked for them; fetched where they have not come here. */
export function useTokens(answer: AnswerState, growing: boolean): KnownTokens {
  const { api } = useClient();
  const [fetched, setFetched] = useState(NOTHING);
  const { id, text } = answer;
  const known = kept.get(id) ?? NONE;
  const told = listTold(answer.told, known.told);
  // What is kept of an ended answer is what was fetched while it grew, and all that came since.
  const whole = !growing && fetched.of === text.length;
  const earlier = ((growing || whole) && fetched.tokens) || known.tokens;
  const tokens = joined(fits(earlier, text) ? earlier : NONE.tokens, told.list);
  // An ended answer has tokens to the end of its text. One that grows may lack those from before the
  // page came to it; one that goes on behind a given text has none there, either.
  const lacks = growing
    ? fetched.tokens === null && (tokens.at(0)?.at ?? 0) > 0
    : !whole && (endOf(tokens.at(tokens.count - 1)) < text.length || !fits(tokens, text));
  useEffect(() => {
    if (tokens.count > 0) keep(id, { told, tokens });
  });
  const { failed } = fetched;
  const settledLength = growing ? null : text.length;
  useEffect(() => {
    if (!lacks || failed) return undefined;
    const abort = new AbortController();
    api.candidates(id, { signal: abort.signal }).then(
      (all) => setFetched({ tokens: TokenList.of(all), of: settledLength, failed: false }),
      () => {
        if (!abort.signal.aborted) setFetched({ ...NOTHING, failed: true });
      },
    );
    return () => abort.abort();
  }, [api, id, lacks, failed, settledLength]);
  return {
    tokens,
    loading: lacks && !failed,
    retry: failed ? () => setFetched(NOTHING) : null,
  };
}
