/** What an error means where a service is being connected: the key was typed here, not in settings. */

import type { ModelTexts } from "../text/en.ts";

/** An error of a request, or the last one of a service. */
interface Coded {
  readonly code: string | null;
}

/** What to say; undefined leaves it to what the page says of the code everywhere. */
export function errorSentence({ errors }: ModelTexts, error: Coded | null): string | undefined {
  const code = error?.code ?? "";
  return Object.hasOwn(errors, code) ? errors[code as keyof typeof errors] : undefined;
}

/** Whether a service is there without a list of its models: it refuses one, or gives something else. */
export function hasNoList(error: Coded | null): boolean {
  return error?.code === "provider_rejected" || error?.code === "provider_broken";
}

const AWAY: readonly string[] = ["provider_unavailable", "provider_timeout"];
const LATER: readonly string[] = [
  ...AWAY,
  "provider_rate_limited",
  "quota_exhausted",
  "model_unavailable",
];

/**
 * Whether it may be kept as it is, although it cannot be tried: the service is away, slow, or has
 * nothing to give just now; or it lists no models, and one is named here.
 */
export function mayGoUntried(error: Coded | null, model: string): boolean {
  return LATER.includes(error?.code ?? "") || (hasNoList(error) && model !== "");
}

/** Under the name of a service that is of no use at present: why, in a few words. */
export function shortSentence(texts: ModelTexts, service: Coded): string {
  if (AWAY.includes(service.code ?? "")) return texts.silent;
  return errorSentence(texts, service) ?? texts.unusable;
}
