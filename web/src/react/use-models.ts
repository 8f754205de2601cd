/** The list of models as one hook. */

import { useEffect } from "react";
import type { Model } from "../protocol/index.ts";
import { useClient } from "./client-context.tsx";
import { useStore } from "./use-store.ts";

/** The models that can be asked, read when they are first used; empty until they are there. */
export function useModels(): readonly Model[] {
  const client = useClient();
  useEffect(() => {
    if (client.models.getSnapshot().length === 0) void client.loadModels();
  }, [client]);
  return useStore(client.models);
}
