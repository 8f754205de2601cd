/** Passkeys of this browser's devices: where there can be some, how one is made, and how it signs. */

import type {
  LogInChallenge,
  NewPasskey,
  NewPasskeyChallenge,
  SignedLogIn,
} from "../../core/accounts/index.ts";
import { type ApiError, ownError } from "../../protocol/index.ts";

/** Why no passkey can be used at this address. */
export type Hindrance = "insecure" | "numbers" | "old_browser";

/** null: they can, as far as this browser knows. */
export function hindranceHere(): Hindrance | null {
  if (!isSecureContext) return "insecure";
  // They are made for names: those of numbers, of IPv4 and IPv6, are none.
  if (/^[\d.]+$|^\[/.test(location.hostname)) return "numbers";
  return globalThis.PublicKeyCredential === undefined ? "old_browser" : null;
}

/** The same page by a name that passkeys can be made for, if this is the person's own machine. */
export function ownAddress(): string | null {
  const { hostname, href } = location;
  if (hostname !== "127.0.0.1" && hostname !== "[::1]") return null;
  return href.replace(hostname, "localhost");
}

/** Has a device make a passkey; rejects with an `ApiError` that says why not. */
export async function makePasskey(challenge: NewPasskeyChallenge): Promise<NewPasskey> {
  const { site, user_handle, user_name, algorithms, excluded, timeout_ms } = challenge;
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge: bytesOf(challenge.challenge),
    rp: { id: site, name: "Yeoul" },
    user: { id: bytesOf(user_handle), name: user_name, displayName: user_name },
    pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
    excludeCredentials: described(excluded),
    timeout: timeout_ms,
  };
  const made = await navigator.credentials.create({ publicKey }).catch(failed);
  const { rawId, response } = made as PublicKeyCredential;
  return {
    id: textOf(rawId),
    client_data: textOf(response.clientDataJSON),
    attestation: textOf((response as AuthenticatorAttestationResponse).attestationObject),
  };
}

/** Has a passkey sign; rejects with an `ApiError` that says why not, or the signal's own reason. */
export async function signBy(
  { challenge, site, allowed, timeout_ms }: LogInChallenge,
  options: Pick<CredentialRequestOptions, "mediation" | "signal"> = {},
): Promise<SignedLogIn> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: bytesOf(challenge),
    rpId: site,
    allowCredentials: described(allowed),
    userVerification: "required",
    timeout: timeout_ms,
  };
  const signed = await navigator.credentials.get({ ...options, publicKey }).catch(failed);
  const { rawId, response } = signed as PublicKeyCredential;
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    response as AuthenticatorAssertionResponse;
  return {
    id: textOf(rawId),
    client_data: textOf(clientDataJSON),
    authenticator_data: textOf(authenticatorData),
    signature: textOf(signature),
    user_handle: textOf(userHandle ?? new ArrayBuffer()),
  };
}

function described(ids: readonly string[]): PublicKeyCredentialDescriptor[] {
  return ids.map((id) => ({ type: "public-key", id: bytesOf(id) }));
}

/** Throws what a browser's error means to a person; it tells no more about who was there, on purpose. */
function failed(cause: unknown): never {
  throw errorOf(cause instanceof Error ? cause.name : "");
}

export function errorOf(name: string): ApiError {
  const code = CODES.get(name) ?? "passkey_failed";
  return ownError(code, "", false);
}

const CODES: ReadonlyMap<string, string> = new Map([
  // The person has cancelled, has waited too long, or has no passkey for this site.
  ["NotAllowedError", "passkey_cancelled"],
  ["AbortError", "passkey_cancelled"],
  ["InvalidStateError", "passkey_known"],
  // There is no device that can recognize its person and keep a passkey.
  ["NotSupportedError", "passkey_no_device"],
  ["ConstraintError", "passkey_no_device"],
]);

export function textOf(bytes: ArrayBuffer): string {
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}
