/** Ends a `switch` over a closed union: a new member without a case does not compile. */
export function assertNever(value: never): never {
  throw new TypeError(`unhandled case: ${JSON.stringify(value)}`);
}
