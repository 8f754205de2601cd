/**
 * The transport is as it was before, once the faults are left: those that did not get through them were
 * stopped by no network, and what is asked next takes the best one.
 */

import { useEffect } from "react";
import { readKnownTransport, usePreferences, writeKnownTransport } from "../preferences.tsx";

export function useTransportAsBefore(): void {
  const preferences = usePreferences();
  useEffect(() => {
    const before = readKnownTransport();
    return () => {
      const { transport } = preferences.getSnapshot();
      if (transport !== "auto" || readKnownTransport() === before) return;
      // To choose is the way to have everything tried again.
      preferences.choose("transport", "sse");
      preferences.choose("transport", transport);
      writeKnownTransport(before ?? "sse");
    };
  }, [preferences]);
}
