/**
 * The page's policy forbids every address from which a script or a worker would be loaded, unless the
 * default policy of Trusted Types lets it pass. This one lets workers of this room pass, by their
 * whole addresses, and nothing else. It is made when the first file comes: until then nothing passes,
 * and no other default policy can be made beside it.
 */

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (address: string) => string | null }): void;
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes;
  }
}

/** Lets workers be started from these addresses. */
export function allowWorkers(addresses: readonly string[]): void {
  window.trustedTypes?.createPolicy("default", {
    createScriptURL: (address) => (addresses.includes(address) ? address : null),
  });
}
