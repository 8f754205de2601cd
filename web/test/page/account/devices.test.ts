// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  bytesOf,
  errorOf,
  hindranceHere,
  makePasskey,
  ownAddress,
  signBy,
  textOf,
} from "../../../src/page/account/devices.ts";
import { ApiError } from "../../../src/protocol/index.ts";

const at = (href: string): void => {
  const { hostname } = new URL(href);
  vi.stubGlobal("location", { href, hostname });
};

beforeEach(() => {
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("PublicKeyCredential", class {});
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test("bytes come back from their text as they were, and the text is that of WebAuthn", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, number) => number);
  for (const length of [0, 1, 2, 3, 4, 255, 256]) {
    const some = bytes.slice(0, length);
    const text = textOf(some.buffer);
    expect(text).toMatch(/^[\w-]*$/);
    expect([...bytesOf(text)]).toEqual([...some]);
  }
  expect(textOf(Uint8Array.of(0xfb, 0xff, 0xfe).buffer)).toBe("-__-");
});

test.each([
  ["http://127.0.0.1:8000/c/1", "numbers", "http://localhost:8000/c/1"],
  ["http://[::1]:8000/", "numbers", "http://localhost:8000/"],
  ["https://192.0.2.7/", "numbers", null],
  ["http://localhost:8000/", null, null],
  ["https://chat.example.org/", null, null],
  ["https://1.example.org/", null, null],
])("at %s there are passkeys, or it is known why not", (href, hindrance, own) => {
  at(href);
  expect(hindranceHere()).toBe(hindrance);
  expect(ownAddress()).toBe(own);
});

test("an address without encryption and a browser without passkeys are told from each other", () => {
  at("http://chat.example.org/");
  vi.stubGlobal("isSecureContext", false);
  expect(hindranceHere()).toBe("insecure");
  at("https://chat.example.org/");
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("PublicKeyCredential", undefined);
  expect(hindranceHere()).toBe("old_browser");
});

const NEW = {
  challenge: "AAEC",
  site: "localhost",
  user_handle: "YW5u",
  user_name: "ann",
  algorithms: [-8, -7],
  excluded: ["a2V5"],
  timeout_ms: 300_000,
};

test("a device is asked to keep the passkey, and to recognize its person", async () => {
  const asked: CredentialCreationOptions[] = [];
  const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).slice().buffer;
  const made = {
    rawId: bytes("id"),
    response: { clientDataJSON: bytes("said"), attestationObject: bytes("made") },
  };
  const create = async (options: CredentialCreationOptions) => {
    asked.push(options);
    return made;
  };
  vi.stubGlobal("navigator", { credentials: { create } });

  expect(await makePasskey(NEW)).toEqual({
    id: textOf(bytes("id")),
    client_data: textOf(bytes("said")),
    attestation: textOf(bytes("made")),
  });
  const wanted = asked[0]?.publicKey;
  expect(wanted?.authenticatorSelection).toMatchObject({
    residentKey: "required",
    userVerification: "required",
  });
  expect(wanted?.rp.id).toBe("localhost");
  expect(wanted?.attestation).toBeUndefined();
  expect(wanted?.excludeCredentials).toHaveLength(1);
  expect(wanted?.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7]);
});

test("what a browser refuses means something to a person, and nothing is told twice", async () => {
  const codes = {
    NotAllowedError: "passkey_cancelled",
    AbortError: "passkey_cancelled",
    InvalidStateError: "passkey_known",
    ConstraintError: "passkey_no_device",
    NotSupportedError: "passkey_no_device",
    SecurityError: "passkey_failed",
    UnknownError: "passkey_failed",
  };
  for (const [name, code] of Object.entries(codes)) {
    const get = () => Promise.reject(new DOMException("No.", name));
    vi.stubGlobal("navigator", { credentials: { get } });
    const challenge = { challenge: "AA", site: "localhost", allowed: [], timeout_ms: 1 };
    const failure = await signBy(challenge).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({ code, message: "" });
    expect(errorOf(name).code).toBe(code);
  }
});
