/** Checks of single values that came from outside; each throws `DecodeError` naming the field. */

/** Something on the wire is not what the protocol says. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}

export function record(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DecodeError(`${field} is not an object`);
  }
  return value as Record<string, unknown>;
}

export function recordOrNull(value: unknown, field: string): Record<string, unknown> | null {
  return value === null || value === undefined ? null : record(value, field);
}

export function string(value: unknown, field: string): string {
  if (typeof value !== "string") throw new DecodeError(`${field} is not a string`);
  return value;
}

export function stringOrNull(value: unknown, field: string): string | null {
  return value === null || value === undefined ? null : string(value, field);
}

export function boolean(value: unknown, field: string): boolean {
  if (typeof value !== "boolean") throw new DecodeError(`${field} is not a boolean`);
  return value;
}

export function numberOrNull(value: unknown, field: string): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new DecodeError(`${field} is not a number`);
  }
  return value;
}

export function intOrNull(value: unknown, field: string): number | null {
  const number = numberOrNull(value, field);
  if (number !== null && !Number.isSafeInteger(number)) {
    throw new DecodeError(`${field} is not a whole number`);
  }
  return number;
}

export function array(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new DecodeError(`${field} is not a list`);
  return value;
}

/** The member of `allowed` that `value` is. */
export function oneOf<T extends string>(allowed: readonly T[], value: unknown, field: string): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new DecodeError(`${field} is not one of ${allowed.join(", ")}`);
  return found;
}
