/** The line of figures below an answer: its model, its time, its speed. */

import type { AnswerState, LiveFigures } from "../../core/index.ts";
import type { Model } from "../../protocol/index.ts";
import type { Texts } from "../text/en.ts";

/** What the model is called; its id where the server has it no longer. */
export function modelTitle(models: readonly Model[], id: string): string {
  return models.find((model) => model.id === id)?.title ?? id;
}

/** Who answered, and when. */
export function originText(texts: Texts, { createdAt }: AnswerState, model: string): string {
  const at = new Date(createdAt);
  const parts = model === "" ? [] : [model];
  if (!Number.isNaN(at.getTime())) parts.push(texts.at(at, at.toDateString() === todaysDate()));
  return parts.join(" · ");
}

/** How fast the server saw an answer come, and how much it is; empty where that is not known. */
export function figuresText(texts: Texts, { timings, usage }: AnswerState): string {
  const parts: string[] = [];
  if (timings?.first_token_ms != null)
    parts.push(texts.firstToken(seconds(timings.first_token_ms)));
  if (timings?.tokens_per_s != null) {
    const rate = timings.tokens_per_s;
    parts.push(texts.tokensPerSecond(rate.toFixed(rate < 100 ? 1 : 0)));
  }
  if (usage != null && usage.completion_tokens > 0) {
    parts.push(texts.tokens(usage.completion_tokens));
  }
  return parts.join(" · ");
}

/** The speed of an answer that is still growing, as it is seen here; empty at first. */
export function liveFiguresText(texts: Texts, { tokensPerS }: LiveFigures): string {
  return tokensPerS === null ? "" : texts.aboutTokensPerSecond(tokensPerS.toFixed(0));
}

function todaysDate(): string {
  return new Date().toDateString();
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(ms < 10_000 ? 2 : 1);
}
