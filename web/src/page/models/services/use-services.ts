/** The connected services, and their API, for the dialog that shows them. */

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import {
  type Service,
  type ServicesApi,
  type ServicesReply,
  servicesApi,
} from "../../../core/models/index.ts";
import { useClient, useStore } from "../../../react/index.ts";
import { useMe } from "../../person/use-me.ts";
import { useModelTexts } from "../text/texts.ts";

export function useServicesApi(): ServicesApi {
  const { api } = useClient();
  return useMemo(() => servicesApi(api), [api]);
}

const UNREAD: ServicesReply = { services: [], locked: null };

interface Connected extends ServicesReply {
  /** Asks the services once more; resolves when they and their models have been read again. */
  readonly readAgain: () => Promise<void>;
}

/**
 * What is connected; nothing until it is known, and nothing for those whom the server does not tell
 * it. The services are asked when it is first shown, and read again with every change of the models.
 */
export function useServices(): Connected {
  const api = useServicesApi();
  const client = useClient();
  const models = useStore(client.models);
  const isAdmin = useMe().role === "admin";
  const [reply, setReply] = useState(UNREAD);
  const reads = useRef(0);
  const read = useCallback(async (): Promise<void> => {
    if (!isAdmin) return;
    reads.current += 1;
    const own = reads.current;
    // A reply that a later one has overtaken is older. A failure is told by the next change.
    const take = (now: ServicesReply): void => {
      if (own === reads.current) setReply(now);
    };
    await api.list().then(take, () => undefined);
  }, [api, isAdmin]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there are other models
  useEffect(() => {
    void read();
  }, [read, models]);
  const readAgain = useCallback(async (): Promise<void> => {
    await client.reloadModels();
    await read();
  }, [client, read]);
  useEffect(() => {
    void readAgain();
  }, [readAgain]);
  return { ...reply, readAgain };
}

/** The id of the service of the server's settings, and the name of its provider. */
const OF_SETTINGS = { id: "settings", provider: "openai" };

/** How people call a provider: a service by the name that it was given, another one by what it is. */
export function useProviderNames(services: readonly Service[]): (provider: string) => string {
  const { providers } = useModelTexts();
  return useCallback(
    (provider) => {
      const named = services.find(({ id }) => id === provider);
      const own = services.find(({ id }) => id === OF_SETTINGS.id);
      const ofSettings = provider === OF_SETTINGS.provider ? own : undefined;
      return (named ?? ofSettings)?.name ?? providers[provider] ?? provider;
    },
    [services, providers],
  );
}
