/** What an error means where a service is being connected: the key was typed here, not in settings. */

import type { ApiError } from "../../../protocol/index.ts";
import type { ModelTexts } from "../text/en.ts";

/** What to say; undefined leaves it to what the page says of the code everywhere. */
export function errorSentence(texts: ModelTexts, error: ApiError | null): string | undefined {
  const { errors } = texts;
  return error !== null && Object.hasOwn(errors, error.code)
    ? errors[error.code as keyof typeof errors]
    : undefined;
}
