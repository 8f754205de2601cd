/** The frame of log-in, set-up and one-time links. */

import { type ReactNode, useEffect } from "react";
import { SERVED_PATH } from "../addresses.ts";
import { Logo } from "../shared/logo.tsx";
import { useTexts } from "../text/texts.tsx";
import { useAccountTexts } from "./text/texts.ts";

interface CardProps {
  title: string;
  children: ReactNode;
}

export function Card({ title, children }: CardProps): ReactNode {
  const { appName } = useTexts();
  const { unencrypted, howHttps } = useAccountTexts();
  useEffect(() => {
    document.title = `${title} · ${appName}`;
  }, [title, appName]);
  return (
    <main className="entrance">
      <div className="entrance-card">
        <Logo />
        <h1>{title}</h1>
        {!isSecureContext && (
          <p className="entrance-warning">
            {unencrypted} <a href={`${SERVED_PATH}/https`}>{howHttps}</a>
          </p>
        )}
        {children}
      </div>
    </main>
  );
}
