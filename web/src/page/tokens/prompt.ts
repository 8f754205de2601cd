/** The prompt that a model got, in tokens, as the server tells it. Pure. */

import { orNull, readFields, readList, readNumber, readString } from "../../protocol/index.ts";

export interface PromptToken {
  /** Its number in the vocabulary. */
  readonly id: number;
  readonly text: string;
  /** What it stands for where that is no whole character; then there is no text. */
  readonly bytes: readonly number[] | null;
  /** It marks a part of the prompt, such as where a turn begins, and is no text of anybody. */
  readonly special: boolean;
}

export interface Prompt {
  readonly tokens: readonly PromptToken[];
  /** Those of the question; null where the model's template says it in other words. */
  readonly question: readonly PromptToken[] | null;
}

/** The bounds by which tokens of templates are known: `<|im_start|>`, `</s>`, `[INST]`. */
const SPECIAL = /^(?:<\|.*\|>|<\/?\w+>|\[\/?[A-Z_]+\])$/;

export function decodePrompt(value: unknown): Prompt {
  const fields = readFields(value, "prompt");
  const tokens = readList(fields.tokens, "tokens").map(decodeToken);
  const place = orNull(readList, fields.question, "question");
  if (place === null) return { tokens, question: null };
  const [first, last] = place.map((each) => readNumber(each, "question"));
  return { tokens, question: tokens.slice(first, (last ?? 0) + 1) };
}

function decodeToken(value: unknown): PromptToken {
  const { id, text, bytes } = readFields(value, "token");
  const raw = orNull(readList, bytes, "bytes");
  const written = raw === null ? readString(text, "text") : "";
  return {
    id: readNumber(id, "id"),
    text: written,
    bytes: raw === null ? null : raw.map((each) => readNumber(each, "bytes")),
    special: SPECIAL.test(written),
  };
}
