/**
 * Objects by name: the same one as long as it is referenced. The map itself keeps none, so that
 * asking for one, as a page does that is rendered on a server, leaves nothing behind.
 */
export class WeakValues<T extends object> {
  readonly #refs = new Map<string, WeakRef<T>>();
  readonly #gone = new FinalizationRegistry<string>((name) => {
    // Another may have taken the name.
    if (this.get(name) === undefined) this.#refs.delete(name);
  });

  get(name: string): T | undefined {
    return this.#refs.get(name)?.deref();
  }

  set(name: string, value: T): void {
    this.#refs.set(name, new WeakRef(value));
    this.#gone.register(value, name);
  }

  delete(name: string): void {
    this.#refs.delete(name);
  }
}
