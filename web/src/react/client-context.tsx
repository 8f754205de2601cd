import { createContext, type ReactNode, useContext } from "react";
import type { Client } from "../core/index.ts";

const ClientContext = createContext<Client | null>(null);

/** Gives the client to the hooks below. */
export function ClientProvider({
  client,
  children,
}: {
  client: Client;
  children: ReactNode;
}): ReactNode {
  return <ClientContext value={client}>{children}</ClientContext>;
}

/** The client of this page. @throws TypeError outside a `ClientProvider` */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (client === null) throw new TypeError("useClient needs a ClientProvider above it");
  return client;
}
