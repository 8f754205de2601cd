import type { AnswerState, LiveFigures } from "../core/index.ts";
import type { Texts } from "./text/en.ts";

/** How fast the answer came, in one short line; empty where nothing was measured. */
export function figures(texts: Texts, { timings, usage }: AnswerState): string {
  const parts: string[] = [];
  if (timings?.first_token_ms != null) {
    const seconds = timings.first_token_ms / 1000;
    parts.push(texts.firstToken(seconds.toFixed(seconds < 10 ? 2 : 1)));
  }
  if (timings?.tokens_per_s != null) {
    const rate = timings.tokens_per_s;
    parts.push(texts.tokensPerSecond(rate.toFixed(rate < 100 ? 1 : 0)));
  }
  if (usage != null && usage.completion_tokens > 0) {
    parts.push(texts.tokens(usage.completion_tokens));
  }
  return parts.join(" · ");
}

/** The same for an answer that is still growing, as it is seen here. */
export function liveFigures(texts: Texts, { firstTokenMs, tokensPerS }: LiveFigures): string {
  const parts: string[] = [];
  if (firstTokenMs !== null) {
    const seconds = firstTokenMs / 1000;
    parts.push(texts.firstToken(seconds.toFixed(seconds < 10 ? 2 : 1)));
  }
  if (tokensPerS !== null) {
    parts.push(texts.tokensPerSecond(`≈ ${tokensPerS.toFixed(0)}`));
  }
  return parts.join(" · ");
}
