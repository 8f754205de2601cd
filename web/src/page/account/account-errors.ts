/** What went wrong with a name, a password, a code or a link, in words for the person who typed it. */

import { type ApiError, ownError } from "../../protocol/index.ts";
import type { AccountTexts } from "./text/en.ts";

const MIN_CHARS = 8;
const MAX_BYTES = 1_024;
/** A longer wait is told as a time of the day. */
const MINUTE_MS = 60_000;

/** The error of a browser that has not kept the session's cookie. */
export function cookieLost(): ApiError {
  return ownError("cookie_lost", "The browser has not kept the session's cookie.", false);
}

/** Why a password cannot be a new one, as far as that can be seen here; null if it may. */
export function faultOf(texts: AccountTexts, password: string): string | null {
  if ([...password].length < MIN_CHARS) return texts.shortPassword;
  if (new TextEncoder().encode(password).length > MAX_BYTES) return texts.longPassword;
  return null;
}

/** Whether a change of the password failed as the current one was another. */
export function isWrongCurrent(error: ApiError | null): boolean {
  return error?.code === "invalid_request" && error.fields.includes("current");
}

/** Words for an error at one place; undefined: what is said of it everywhere. */
export type Sentence = (texts: AccountTexts, error: ApiError | null) => string | undefined;

/** At the deletion of one's own account. */
export const removalSentence: Sentence = (texts, error) => {
  if (error?.code === "invalid_request") {
    return error.fields.includes("name") ? texts.otherName : texts.wrongCurrent;
  }
  return error?.code === "last_admin" ? texts.lastAdmin : errorSentence(texts, error);
};

/** At set-up, and where a password is changed. */
export const errorSentence: Sentence = (texts, error) => {
  switch (error?.code) {
    case "too_many_tries":
      return waitSentence(texts, error.retryAfterMs);
    case "cookie_lost":
      return texts.cookieLost;
    case "forbidden":
      return texts.wrongCode;
    case "not_found":
      return texts.linkGone;
    case "invalid_request":
      // What else may be wrong with a password was looked at before it was sent.
      return error.fields.includes("name") ? texts.badName : texts.weakPassword;
    default:
      return undefined;
  }
};

/** At the log-in: what cannot be a name or a password is a wrong one. */
export const logInSentence: Sentence = (texts, error) =>
  error?.code === "unauthenticated" || error?.code === "invalid_request"
    ? texts.wrongPassword
    : errorSentence(texts, error);

/** Where a passkey is made, or signs. */
export const passkeySentence: Sentence = (texts, error) => {
  switch (error?.code) {
    case "passkey_cancelled":
      return texts.passkeyCancelled;
    case "passkey_known":
    case "credential_taken":
      return texts.passkeyKnown;
    case "passkey_no_device":
      return texts.passkeyNoDevice;
    case "passkey_failed":
    case "unauthenticated":
    case "invalid_request":
      return texts.passkeyRefused;
    case "not_found":
      return texts.passkeyGone;
    default:
      return errorSentence(texts, error);
  }
};

/** At a one-time link, whose password has been set even if it lets nobody in. */
export const joinSentence: Sentence = (texts, error) =>
  error?.code === "unauthenticated" ? texts.joinDisabled : errorSentence(texts, error);

/** Where people are managed. */
export const peopleSentence: Sentence = (texts, error) => {
  if (error?.code === "invalid_request") return texts.badName;
  return error?.code === "not_found" ? texts.personGone : undefined;
};

/** Why a log-in by a provider was refused, by the word that the server has for it. */
export function refusal(texts: AccountTexts, word: string): string {
  const { refusals } = texts;
  return refusals[word as keyof typeof refusals] ?? refusals.failed;
}

function waitSentence(texts: AccountTexts, waitMs: number | null): string {
  const ms = Math.max(waitMs ?? 0, 1_000);
  if (ms < MINUTE_MS) return texts.tryAgainIn(Math.ceil(ms / 1_000));
  return texts.tryAgainAt(new Date(Date.now() + ms));
}
