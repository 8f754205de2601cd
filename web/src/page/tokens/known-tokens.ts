/**
 * The tokens of an answer as far as this page knows them: those that came over its stream, and before
 * them those that the server had already. What was looked at last is kept, so that an answer that ends,
 * or another version that is turned to, has its tokens at once.
 */

import { useEffect, useMemo, useState } from "react";
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

/** What is known from before a stream: fetched, or told over an earlier one. */
interface Before {
  readonly earlier: TokenList;
  /** As far as here there are no others, so that nothing is to be fetched. */
  readonly whole: number;
}

interface Known extends Before {
  /** Over the stream that is followed now. */
  readonly told: ToldList;
}

const NONE: Known = { told: NOTHING_TOLD, earlier: NOTHING_TOLD.list, whole: 0 };
const KEPT_ANSWERS = 8;
const kept = new Map<string, Known>();

/** Keeps the tokens of an answer, and forgets those of the answer that was looked at longest ago. */
function keep(id: string, known: Known): void {
  kept.delete(id);
  kept.set(id, known);
  const [first] = kept.keys();
  if (kept.size > KEPT_ANSWERS && first !== undefined) kept.delete(first);
}

/** How far into the text all tokens are known. */
function wholeOf({ told: { list }, whole }: Known): number {
  const first = list.at(0);
  return first !== undefined && first.at <= whole ? endOf(list.at(list.count - 1)) : whole;
}

/** What is known once `answer` has come to where it is. */
function nowKnown(before: Known, { told, text }: AnswerState): Known {
  const next = listTold(told, before.told);
  const same = next.list.at(0) === before.told.list.at(0);
  // Another stream may begin in the middle: what the one before it told is from before it.
  const known = same
    ? { ...before, told: next }
    : {
        told: next,
        earlier: TokenList.from(joined(before.earlier, before.told.list)),
        whole: wholeOf(before),
      };
  return fits(known.earlier, text) ? known : { ...NONE, told: next };
}

/** The tokens of an answer that was asked for them; fetched where they have not come here. */
export function useTokens(answer: AnswerState, growing: boolean): KnownTokens {
  const { api } = useClient();
  const [fetched, setFetched] = useState<Before | null>(null);
  const [failed, setFailed] = useState(false);
  const { id, text } = answer;
  const come = nowKnown(kept.get(id) ?? NONE, answer);
  const more = fetched !== null && fetched.whole > come.whole && fits(fetched.earlier, text);
  const known = more ? { ...come, ...fetched } : come;
  const { told, earlier } = known;
  const tokens = useMemo(() => joined(earlier, told.list), [earlier, told.list]);
  // One that grows may lack what was said before its stream began, one that has ended its last words,
  // too. Where an answer goes on behind a given text there is nothing, which the server is asked once.
  const upTo = growing ? (told.list.at(0)?.at ?? 0) : text.length;
  const lacks = upTo > wholeOf(known);
  useEffect(() => {
    if (tokens.count > 0 || kept.has(id)) keep(id, known);
  });
  useEffect(() => {
    if (!lacks || failed) return undefined;
    const abort = new AbortController();
    api.candidates(id, { signal: abort.signal }).then(
      (all) => {
        const list = TokenList.of(all);
        setFetched({ earlier: list, whole: Math.max(upTo, endOf(list.at(list.count - 1))) });
      },
      () => {
        if (!abort.signal.aborted) setFailed(true);
      },
    );
    return () => abort.abort();
  }, [api, id, lacks, failed, upTo]);
  return {
    tokens,
    loading: lacks && !failed,
    retry: failed ? () => setFailed(false) : null,
  };
}
