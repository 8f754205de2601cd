/** How many of some times, which are in order, are not after `now`. Pure. */
export function countUpTo<T>(of: readonly T[], now: number, timeOf: (each: T) => number): number {
  let low = 0;
  let high = of.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(of[middle] as T) <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}
