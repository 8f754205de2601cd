/** A log-in by passkey: whether it can be offered, and both ways of it, a button and the name's field. */

import { useCallback, useEffect, useRef, useState } from "react";
import { beginLogIn, type SignedLogIn } from "../../core/accounts/index.ts";
import type { Whose } from "../person/whose.ts";
import { hindranceHere, signBy } from "./devices.ts";

/** A challenge is replaced before it is over, as the field may be filled in at any time. */
const FRESH = 0.8;

export interface PasskeyLogIn {
  /** Whether the server takes passkeys here; for a log-in once more, whether the person has some. */
  readonly offered: boolean;
  /** Has the browser ask for a passkey; rejects with an `ApiError`. */
  readonly sign: () => Promise<SignedLogIn>;
}

interface Wishes {
  /** As the person who is logged in. */
  readonly again: boolean;
  /** Told of a passkey that was chosen among what the browser fills in; without it none is shown there. */
  readonly onFilledIn?: (signed: SignedLogIn) => void;
}

export function usePasskey(whose: Whose, { again, onFilledIn }: Wishes): PasskeyLogIn {
  const [offered, setOffered] = useState(false);
  /** Browsers ask for one passkey at a time. */
  const [asking, setAsking] = useState(false);
  const inField = useRef<AbortController | null>(null);
  const filledIn = useRef(onFilledIn);
  filledIn.current = onFilledIn;
  useEffect(() => {
    if (hindranceHere() !== null || asking) return;
    const stop = new AbortController();
    inField.current = stop;
    const found = (some: boolean): void => setOffered(!again || some);
    const used = filledIn.current && ((signed: SignedLogIn) => filledIn.current?.(signed));
    // Without it there is the password, and whoever sends that is told what is wrong.
    offer(whose, { again, found, used }, stop.signal).catch(() => undefined);
    return () => stop.abort();
  }, [whose, again, asking]);
  const sign = useCallback(async () => {
    inField.current?.abort();
    setAsking(true);
    try {
      return await signBy(await beginLogIn(whose.api, again));
    } finally {
      setAsking(false);
    }
  }, [whose, again]);
  return { offered, sign };
}

interface Offer {
  readonly again: boolean;
  /** Told that the server takes passkeys, and whether it has named some. */
  readonly found: (some: boolean) => void;
  readonly used: ((signed: SignedLogIn) => void) | undefined;
}

/** Rejects if that is not possible. */
async function offer(
  whose: Whose,
  { again, found, used }: Offer,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const challenge = await beginLogIn(whose.api, again);
    if (signal.aborted) return;
    found(challenge.allowed.length > 0);
    const inField = await PublicKeyCredential.isConditionalMediationAvailable?.();
    if (inField !== true || used === undefined) return;
    const over = AbortSignal.timeout(challenge.timeout_ms * FRESH);
    const until = AbortSignal.any([signal, over]);
    const signed = await signBy(challenge, { mediation: "conditional", signal: until }).catch(
      (error: unknown) => {
        if (!over.aborted) throw error;
      },
    );
    if (signed !== undefined) return used(signed);
  }
}
