// What every client is told, and what it must have read in the end.
import assert from "node:assert/strict";

const env = process.env;
export const url = env.YEOUL_URL;
export const model = env.YEOUL_MODEL;
export const question = env.YEOUL_QUESTION;
export const messages = [{ role: "user", content: question }];
/** Servers without accounts take any. */
export const key = "any";

/** Checks the text, that it has ended as a whole one, and that its tokens were counted. */
export function mustRead(text, ended, counted) {
  assert.equal(text, env.YEOUL_TEXT);
  assert.ok(ended, "it has not ended as a whole answer");
  assert.ok(counted.length > 0 && counted.every((count) => count > 0), `counted: ${counted}`);
}
