/** The client of a page, for the components below its provider. */

import { createContext, type ReactNode, useContext, useEffect } from "react";
import type { Client } from "../core/index.ts";

/** @internal */
export const ClientContext = createContext<Client | null>(null);

export interface ClientProviderProps {
  /** Made once, outside of components. */
  readonly client: Client;
  readonly children?: ReactNode;
}

/**
 * Gives the client to the hooks below it. While it is mounted, what other windows and devices
 * change is taken in, over one connection for all windows of the browser.
 */
export function ClientProvider({ client, children }: ClientProviderProps): ReactNode {
  useEffect(() => client.listen(), [client]);
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>;
}

/** The client of this page. @throws TypeError outside a `ClientProvider` */
export function useClient(): Client {
  return requireClient(useContext(ClientContext));
}

/** @internal */
export function requireClient(client: Client | null): Client {
  if (client === null) throw new TypeError("There is no <ClientProvider client={…}> above.");
  return client;
}
