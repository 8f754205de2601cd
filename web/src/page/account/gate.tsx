/** What stands in the place of the page until somebody is logged in. */

import type { ReactNode } from "react";
import type { Me } from "../person/me.ts";
import type { Whose } from "../person/whose.ts";
import { type Late, useLate } from "../shared/late.ts";
import { useTexts } from "../text/texts.tsx";
import { lateAccount } from "./late-account.ts";

interface GateProps {
  whose: Whose;
  /** Who is logged in, as the server said when the page was opened. */
  asked: Late<{ readonly me: Me | null }>;
  /** Of the one-time link that the page was opened by. */
  token: string | null;
}

export function Gate(props: GateProps): ReactNode {
  const { asked } = props;
  const who = useLate(asked, true);
  const { loaded, failed } = useLate(lateAccount, true);
  if (who.loaded === null) return who.failed && <Unreached onRetry={asked.begin} />;
  return loaded ? (
    <loaded.Entrance {...props} />
  ) : (
    failed && <Unreached onRetry={lateAccount.begin} />
  );
}

/** Stands there while the server cannot be reached. */
export function Unreached({ onRetry }: { onRetry: () => void }): ReactNode {
  const texts = useTexts();
  return (
    <main className="load-state" role="alert">
      <strong>{texts.offline}</strong>
      {texts.isRunning}
      <button type="button" onClick={onRetry}>
        {texts.retry}
      </button>
    </main>
  );
}
