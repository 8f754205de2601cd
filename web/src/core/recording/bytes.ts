/** Bytes as JSON has them: as text where they are whole UTF-8, else as `{"base64": …}`. Pure. */

import { DecodeError, readFields, readString } from "../../protocol/index.ts";
import type { Received } from "../../transports/index.ts";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** What `bytesOf` reads again, byte by byte. */
export function textOrBase64(body: Received): string | { readonly base64: string } {
  if (typeof body === "string") return body;
  try {
    return strict.decode(body);
  } catch {
    let binary = "";
    for (const byte of body) binary += String.fromCharCode(byte);
    return { base64: btoa(binary) };
  }
}

/** @throws DecodeError if it is neither text nor Base64 */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return encoder.encode(value);
  const base64 = readString(readFields(value, "received").base64, "base64");
  try {
    return Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0));
  } catch (cause) {
    throw new DecodeError("received is not Base64", { cause });
  }
}
