import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  cookieLost,
  errorSentence,
  faultOf,
  isWrongCurrent,
  joinSentence,
  logInSentence,
  passkeySentence,
  peopleSentence,
  refusal,
} from "../../../src/page/account/account-errors.ts";
import { en } from "../../../src/page/account/text/en.ts";
import { ko } from "../../../src/page/account/text/ko.ts";
import { ApiError } from "../../../src/protocol/index.ts";

function refused(
  code: string,
  detail = "",
  retryAfterMs: number | null = null,
  fields: readonly string[] = [],
): ApiError {
  return new ApiError({ status: 400, code, detail, retryable: false, retryAfterMs, fields });
}

test("a new password is looked at before it is sent", () => {
  expect(faultOf(en, "1234567")).toBe(en.shortPassword);
  // Characters count, not the halves of which some are made.
  expect(faultOf(en, "😀".repeat(7))).toBe(en.shortPassword);
  expect(faultOf(en, "여울여울여울여울")).toBeNull();
  expect(faultOf(en, "가".repeat(341))).toBeNull();
  expect(faultOf(en, "가".repeat(342))).toBe(en.longPassword);
});

test("of many tries it is told when they are over", () => {
  const said = (ms: number | null) => errorSentence(en, refused("too_many_tries", "", ms));
  expect(said(null)).toBe(en.tryAgainIn(1));
  expect(said(2_400)).toBe(en.tryAgainIn(3));
  expect(said(900_000)).toMatch(/Try again at \d/);
});

test("what is wrong is told by the field that the server names, whatever its words", () => {
  const at = (field: string) => refused("invalid_request", "No.", null, [field]);
  expect(errorSentence(en, at("password"))).toBe(en.weakPassword);
  expect(errorSentence(en, at("name"))).toBe(en.badName);
  expect(["password", "name", "current"].map((field) => isWrongCurrent(at(field)))).toEqual([
    false,
    false,
    true,
  ]);
  expect(peopleSentence(en, at("name"))).toBe(en.badName);
  // Nobody chooses a password at the log-in: one that is longer than any can be is a wrong one.
  expect(logInSentence(en, at("password"))).toBe(en.wrongPassword);
});

test("at each place an error means what it means there", () => {
  expect(errorSentence(en, refused("not_found"))).toBe(en.linkGone);
  expect(peopleSentence(en, refused("not_found"))).toBe(en.personGone);
  expect(errorSentence(en, refused("forbidden"))).toBe(en.wrongCode);
  expect(errorSentence(en, cookieLost())).toBe(en.cookieLost);
  expect(logInSentence(en, refused("unauthenticated"))).toBe(en.wrongPassword);
  expect(joinSentence(en, refused("unauthenticated"))).toBe(en.joinDisabled);
  // Where a password is changed it says nothing of a password: the session has ended.
  expect(errorSentence(en, refused("unauthenticated"))).toBeUndefined();
  for (const sentence of [errorSentence, logInSentence, joinSentence, peopleSentence]) {
    expect(sentence(en, refused("last_admin"))).toBeUndefined();
    expect(sentence(en, null)).toBeUndefined();
  }
});

test("each thing that a passkey may not do has its sentence, and no other's", () => {
  const said = [
    ...["passkey_cancelled", "passkey_known", "passkey_no_device", "passkey_failed"],
    "not_found",
  ].map((code) => passkeySentence(en, refused(code)));
  expect(new Set(said).size).toBe(5);
  expect(said).not.toContain(undefined);
  expect(passkeySentence(en, refused("unauthenticated"))).toBe(en.passkeyRefused);
  expect(passkeySentence(en, refused("invalid_request"))).toBe(en.passkeyRefused);
  expect(passkeySentence(en, refused("credential_taken"))).toBe(en.passkeyKnown);
  expect(passkeySentence(en, refused("too_many_tries", "", 2_000))).toBe(en.tryAgainIn(2));
  expect(passkeySentence(en, refused("passkeys_unavailable"))).toBeUndefined();
  expect(passkeySentence(en, refused("last_credential"))).toBeUndefined();
});

test("a refused log-in by a provider is told by its word, and a word that is not known as a failure", () => {
  expect(refusal(en, "unknown")).toContain("No account here");
  expect(refusal(en, "something new")).toBe(en.refusals.failed);
  const server = readFileSync(join(import.meta.dirname, "../../../../PROTOCOL.md"), "utf8");
  for (const word of Object.keys(en.refusals)) expect(server).toContain(`\`${word}\``);
});

test("a Korean button has the particle that its last letter asks for", () => {
  expect(ko.continueWith("kakao", "Kakao")).toBe("카카오로 계속하기");
  expect(ko.continueWith("google", "Google")).toBe("Google로 계속하기");
  expect(ko.continueWith("oidc", "여울")).toBe("여울로 계속하기");
  expect(ko.continueWith("oidc", "우리집")).toBe("우리집으로 계속하기");
  expect(ko.continueWith("oidc", "Ford")).toBe("Ford(으)로 계속하기");
});
