/** Deletes a temporary conversation when it is left, whichever way; until then it stays in use. */

import { useEffect, useRef } from "react";
import type { ConversationView } from "../../core/index.ts";
import { useClient } from "../../react/index.ts";
import { SERVED_PATH } from "../addresses.ts";
import { useAtLast } from "../person/use-me.ts";

/** The server deletes what nobody has used for an hour. */
const USE_MS = 10 * 60_000;

export function useTemporary({ id, temporary }: ConversationView): void {
  const client = useClient();
  const atLast = useAtLast();
  const leaving = useRef({ id: "", timer: 0 });
  useEffect(() => {
    if (id === null || !temporary) return;
    // React's strict mode leaves it and comes back at once.
    if (leaving.current.id === id) clearTimeout(leaving.current.timer);
    const leave = async (): Promise<void> => {
      const address = `${SERVED_PATH}/api/conversations/${id}?forever=true`;
      client.drop(id);
      // It goes out even if the page is closed.
      await fetch(address, { method: "DELETE", keepalive: true }).catch(() => undefined);
    };
    const stay = atLast(leave);
    const use = setInterval(() => void client.conversation(id).load(), USE_MS);
    addEventListener("pagehide", leave);
    return () => {
      stay();
      clearInterval(use);
      removeEventListener("pagehide", leave);
      leaving.current = { id, timer: window.setTimeout(leave, 0) };
    };
  }, [client, atLast, id, temporary]);
}
