/**
 * A browser opens six connections to one host, for all its windows together. Event streams take at
 * most four of them, so that requests always get through; each holds one of four Web Locks.
 */

export const SSE_SLOTS = 4;

/** Takes a place; resolves to what gives it back, or to null if all are taken. */
export type TakeSlot = () => Promise<(() => void) | null>;

/**
 * Without Web Locks (plain HTTP to another machine) the streams cannot be counted, and each is let
 * through, as it is where no browser sets the limit.
 */
export const takeSlot: TakeSlot = async () => {
  const locks = globalThis.navigator?.locks;
  if (locks === undefined || globalThis.document === undefined) return () => undefined;
  for (let slot = 0; slot < SSE_SLOTS; slot += 1) {
    const release = await takeLock(locks, `yeoul.sse.${slot}`);
    if (release !== null) return release;
  }
  return null;
};

function takeLock(locks: LockManager, name: string): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const held = locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock === null) {
        resolve(null);
        return undefined;
      }
      return new Promise<void>((release) => resolve(release));
    });
    held.catch(() => resolve(() => undefined));
  });
}
