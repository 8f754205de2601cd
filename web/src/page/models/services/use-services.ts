/** The connected services, and their API, for the dialog that shows them. */

import { useCallback, useEffect, useMemo, useState } from "react";
import { type ServicesApi, type ServicesReply, servicesApi } from "../../../core/models/index.ts";
import { useClient, useStore } from "../../../react/index.ts";
import { useModelTexts } from "../text/texts.ts";

export function useServicesApi(): ServicesApi {
  const { api } = useClient();
  return useMemo(() => servicesApi(api), [api]);
}

const UNREAD: ServicesReply = { services: [], locked: null };

interface Connected extends ServicesReply {
  /** Resolves when services and models have been read again, as after a change of them. */
  readonly readAgain: () => Promise<void>;
}

/** What is connected, read again with every change of the models; nothing until it is known. */
export function useServices(): Connected {
  const api = useServicesApi();
  const client = useClient();
  const models = useStore(client.models);
  const [reply, setReply] = useState(UNREAD);
  const read = useCallback(async (): Promise<void> => {
    // Whoever wants to change one of them is told by that what is wrong.
    await api.list().then(setReply, () => undefined);
  }, [api]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there are other models
  useEffect(() => {
    void read();
  }, [read, models]);
  const readAgain = async (): Promise<void> => {
    await client.reloadModels();
    await read();
  };
  return { ...reply, readAgain };
}

/** The id of the service of the server's settings, and the name of its provider. */
const OF_SETTINGS = { id: "settings", provider: "openai" };

/** How people call a provider: a service by the name that it was given, another one by what it is. */
export function useProviderNames(): (provider: string) => string {
  const { providers } = useModelTexts();
  const { services } = useServices();
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
