/**
 * What temperature and top-p would make of the candidates of one token. Pure.
 *
 * A model gives every token of its vocabulary a probability, and tells the likeliest few. Of the others
 * only the sum is known, and that none of them is likelier than the last one told. What temperature
 * makes of the sum depends on how many they are: they have the most where it sharpens, and the least
 * where it flattens, if they are as few as that allows.
 */

import type { Token } from "./token-list.ts";

export interface Sampling {
  /** 0: the likeliest token is always taken. */
  readonly temperature: number;
  readonly topP: number;
}

/** As the model itself sees it. */
export const PLAIN: Sampling = { temperature: 1, topP: 1 };

export interface Share {
  readonly text: string;
  /** Of a part of a character, where they are known; else null. */
  readonly bytes: readonly number[] | null;
  /** From 0 to 1; what top-p leaves is 1 together, and what it cuts off is 0. */
  readonly probability: number;
  /** The token that was taken. */
  readonly chosen: boolean;
  /** Whether top-p leaves it among those of which one is taken. */
  readonly kept: boolean;
}

/** All the other tokens together. */
export interface Others {
  readonly probability: number;
  /** How their real share compares with `probability`. */
  readonly bound: "exact" | "least" | "most";
  readonly kept: boolean;
}

export interface Distribution {
  /** The likeliest first. */
  readonly shares: readonly Share[];
  readonly others: Others;
}

/** Of what services round, a sum is seldom exactly 1. */
const ROUNDED = 5e-4;
/** No vocabulary has more tokens. A service that has no number for a candidate says as good as 0. */
const MOST_TOKENS = 1e6;

/** How likely the candidates of `token` are; null where they are not known. */
export function distributionOf(token: Token, { temperature, topP }: Sampling): Distribution | null {
  const known = knownOf(token);
  const [best] = known;
  const last = token.candidates.at(-1);
  if (best === undefined || last === undefined) return null;
  const rest = restOf(known);
  const each = Math.log(Math.max(Math.min(rest, Math.exp(last[1])), rest / MOST_TOKENS));
  const top = Math.max(best.logprob, each);
  const weigh = (logprob: number): number => {
    if (temperature === 0) return logprob === best.logprob ? 1 : 0;
    return Math.exp((logprob - top) / temperature);
  };
  const restWeight = rest === 0 || temperature === 0 ? 0 : (rest / Math.exp(each)) * weigh(each);
  const sum = known.reduce((all, { logprob }) => all + weigh(logprob), restWeight);
  const shares = known.map(({ text, bytes, logprob, chosen }) => {
    return { text, bytes, probability: weigh(logprob) / sum, chosen, kept: true };
  });
  const exact = temperature === 1 || restWeight === 0;
  const bound = exact ? "exact" : temperature > 1 ? "least" : "most";
  const whole: Distribution = {
    shares,
    others: { probability: restWeight / sum, bound, kept: true },
  };
  return topP < 1 ? cutAt(topP, whole, weigh(each) / sum) : whole;
}

/** What top-p leaves of a distribution; `each`: what none of the others has more than. */
function cutAt(topP: number, { shares, others }: Distribution, each: number): Distribution {
  let before = 0;
  let left = 0;
  const kept = shares.map(({ probability }) => {
    const keeps = before < topP;
    before += probability;
    if (keeps) left += probability;
    return keeps;
  });
  const among = others.probability > 0 && before < topP;
  // It cuts among the others: what is left of them reaches to p, or the last of them beyond it.
  if (among) left = Math.min(1, topP + (others.bound === "most" ? each : 0));
  return {
    shares: shares.map((share, at) => {
      const keeps = kept[at] === true;
      return { ...share, kept: keeps, probability: keeps ? share.probability / left : 0 };
    }),
    others: {
      probability: among ? (left - before) / left : 0,
      bound: among && others.bound === "most" ? "most" : among ? "least" : "exact",
      kept: among || others.probability === 0,
    },
  };
}

interface Known {
  readonly text: string;
  readonly bytes: readonly number[] | null;
  readonly logprob: number;
  readonly chosen: boolean;
}

/** The candidates, and the token itself if it is none of them. */
function knownOf({ text, logprob, candidates }: Token): readonly Known[] {
  const at = candidates.findIndex(([candidate]) => candidate === text);
  const known = candidates.map(([candidate, its, bytes = null], index) => {
    return { text: candidate, bytes, logprob: its, chosen: index === at };
  });
  if (at < 0 && logprob !== null) known.push({ text, bytes: null, logprob, chosen: true });
  return known.sort((one, other) => other.logprob - one.logprob);
}

function restOf(known: readonly Known[]): number {
  const rest = known.reduce((left, { logprob }) => left - Math.exp(logprob), 1);
  return rest < ROUNDED ? 0 : rest;
}

/** How sure the model was of a token. */
export const SURENESS = ["sure", "likely", "open", "unlikely"] as const;
export type Sureness = (typeof SURENESS)[number];

/** From which probability on a token is so. */
const LEAST: readonly (readonly [Sureness, number])[] = [
  ["sure", 0.8],
  ["likely", 0.4],
  ["open", 0.1],
];

/** null where it is not known. */
export function surenessOf({ logprob }: Token): Sureness | null {
  if (logprob === null) return null;
  const probability = Math.exp(logprob);
  return LEAST.find(([, least]) => probability >= least)?.[0] ?? "unlikely";
}
