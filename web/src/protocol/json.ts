/**
 * Reads single values that came from outside. Each `read…` checks one, and throws a `DecodeError`
 * that names the field where it is something else.
 */

/** Something on the wire is not what the protocol says. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}

/** An object whose fields are not checked yet. */
export type Fields = Record<string, unknown>;

/** The value of a JSON text, which `what` names. @throws DecodeError if it is no JSON */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DecodeError(`${what} is not JSON`, { cause });
  }
}

export function readFields(value: unknown, field: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DecodeError(`${field} is not an object`);
  }
  return value as Fields;
}

export function readString(value: unknown, field: string): string {
  if (typeof value !== "string") throw new DecodeError(`${field} is not a string`);
  return value;
}

export function readBoolean(value: unknown, field: string): boolean {
  if (typeof value !== "boolean") throw new DecodeError(`${field} is not a boolean`);
  return value;
}

export function readNumber(value: unknown, field: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new DecodeError(`${field} is not a number`);
  }
  return value;
}

export function readInteger(value: unknown, field: string): number {
  if (!Number.isSafeInteger(readNumber(value, field))) {
    throw new DecodeError(`${field} is not a whole number`);
  }
  return value as number;
}

/** A whole number; 0 if there is none. */
export function readCount(value: unknown, field: string): number {
  return orNull(readInteger, value, field) ?? 0;
}

export function readList(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new DecodeError(`${field} is not a list`);
  return value;
}

/** As `read` reads it; null if there is nothing. */
export function orNull<T>(
  read: (value: unknown, field: string) => T,
  value: unknown,
  field: string,
): T | null {
  return value === null || value === undefined ? null : read(value, field);
}

/**
 * The values that a field may have, as the keys of an object: its type is a `Record` of the
 * generated union, so that a value that the server adds is missed by the compiler.
 */
export type Allowed<T extends string> = Readonly<Record<T, unknown>>;

export function isOneOf<T extends string>(allowed: Allowed<T>, value: unknown): value is T {
  return typeof value === "string" && Object.hasOwn(allowed, value);
}

export function readOneOf<T extends string>(allowed: Allowed<T>, value: unknown, field: string): T {
  if (isOneOf(allowed, value)) return value;
  throw new DecodeError(`${field} is not one of ${Object.keys(allowed).join(", ")}`);
}
