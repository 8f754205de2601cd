/** The browsers in which somebody is logged in: each can be ended, or all others at once. */

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { accountsApi, type SessionPlace } from "../../core/accounts/index.ts";
import { useClient } from "../../react/index.ts";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useWork } from "../shared/use-work.ts";
import { useTexts } from "../text/texts.tsx";
import { browserOf, isLoopback, shortNetwork } from "./browser-name.ts";
import { useAccountTexts } from "./text/texts.ts";

/** `changes`: whenever it is another, the list is read again. */
export function SessionList({ changes }: { changes: number }): ReactNode {
  const texts = useAccountTexts();
  const { loading } = useTexts();
  const { api: commands } = useClient();
  const api = useMemo(() => accountsApi(commands), [commands]);
  const [sessions, setSessions] = useState<readonly SessionPlace[] | null>(null);
  const { run, busy, error, clearError } = useWork();
  const read = useCallback(async () => setSessions(await api.sessions()), [api]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each change
  useEffect(() => {
    void run(read);
  }, [run, read, changes]);
  const heading = useRef<HTMLHeadingElement>(null);
  const others = sessions?.filter(({ current }) => !current) ?? [];
  const end = (work: () => Promise<void>): void =>
    void run(async () => {
      await work();
      await read();
      // The button that was pressed has gone with its row.
      heading.current?.focus();
    });
  return (
    <section className="account-part" aria-label={texts.sessions}>
      <h3 ref={heading} tabIndex={-1}>
        {texts.sessions}
      </h3>
      <ErrorBar error={error} onDismiss={clearError} />
      {sessions === null && error === null && <p className="hint">{loading}</p>}
      <ul className="account-rows">
        {sessions?.map((session) => (
          <Session
            key={session.id}
            session={session}
            disabled={busy}
            onEnd={() => end(() => api.endSession(session.id))}
          />
        ))}
      </ul>
      {others.length > 0 && (
        <div className="dialog-foot near">
          <button type="button" disabled={busy} onClick={() => end(() => api.endOthers())}>
            {texts.logOutElsewhere}
          </button>
        </div>
      )}
    </section>
  );
}

interface SessionProps {
  session: SessionPlace;
  disabled: boolean;
  onEnd: () => void;
}

function Session({ session, disabled, onEnd }: SessionProps): ReactNode {
  const texts = useAccountTexts();
  const { user_agent, address, current } = session;
  const name = browserOf(user_agent) || texts.unknownBrowser;
  const place = isLoopback(address) ? texts.thisMachine : shortNetwork(address);
  const since = texts.since(new Date(session.created_at));
  const which = [place, since].filter(Boolean);
  const facts = [...which, texts.seen(new Date(session.seen_at))];
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <p className="hint">{current ? texts.thisBrowser : facts.join(" · ")}</p>
      </div>
      {!current && (
        <button
          type="button"
          disabled={disabled}
          aria-label={texts.endNamed(name, which.join(", "))}
          onClick={onEnd}
        >
          {texts.end}
        </button>
      )}
    </li>
  );
}
