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

/** Tokens that are one piece of the text together: one by itself, or several that are only its bytes. */
export interface PromptPiece {
  readonly tokens: readonly PromptToken[];
  /** What the bytes of all of them spell; null for a token that has its own text. */
  readonly spelled: string | null;
  /** It belongs to the question. */
  readonly asked: boolean;
}

/** The pieces of a prompt, or those of the question in it. */
export function piecesOf({ tokens, question }: Prompt, whole: boolean): readonly PromptPiece[] {
  const shown = whole ? tokens : (question ?? tokens);
  const ofQuestion = new Set(question);
  const alone = (token: PromptToken): PromptPiece => ({
    ...{ tokens: [token], spelled: null },
    asked: ofQuestion.has(token),
  });
  const pieces: PromptPiece[] = [];
  let held: PromptToken[] = [];
  for (const token of shown) {
    if (token.bytes === null) {
      // Bytes that spell nothing are shown one by one.
      pieces.push(...held.map(alone), alone(token));
      held = [];
      continue;
    }
    held.push(token);
    const spelled = spelledBy(held.flatMap(({ bytes }) => bytes ?? []));
    if (spelled === null) continue;
    pieces.push({ tokens: held, spelled, asked: ofQuestion.has(token) });
    held = [];
  }
  return [...pieces, ...held.map(alone)];
}

/** null: no whole characters. */
function spelledBy(bytes: readonly number[]): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

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
