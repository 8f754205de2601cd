/** With what word a log-in by a provider has come back to the page: it stands behind the # of its address. */

let word: string | null = null;

/** Takes the word out of the address, so that no reload finds it again. */
export function takeReturned(): void {
  const { hash, pathname, search } = location;
  word = /^#sign-in=([a-z_]+)$/.exec(hash)?.[1] ?? null;
  if (word !== null) history.replaceState(null, "", pathname + search);
}

/** `done`, `linked`, or why nobody was let in; null where the page was opened otherwise. */
export function returned(): string | null {
  return word;
}

/** Whether the provider's word was good: somebody is logged in by now. */
export function isLetIn(): boolean {
  return word === "done" || word === "linked";
}
