/** Log-in, set-up or a one-time link, in the place of the page: which of them is for this visitor. */

import "./styles.css";
import { type ReactNode, useEffect, useState } from "react";
import type { Whose } from "../person/whose.ts";
import { useReasonTexts } from "../reasons/text/texts.ts";
import { Card } from "./card.tsx";
import { JoinForm } from "./join-form.tsx";
import { LogInForm } from "./log-in-form.tsx";
import { SetUpForm } from "./set-up-form.tsx";
import { useAccountTexts } from "./text/texts.ts";

interface EntranceProps {
  whose: Whose;
  /** Of the one-time link that the page was opened by; "" without its token, null without a link. */
  token: string | null;
}

export function Entrance(props: EntranceProps): ReactNode {
  const { whose } = props;
  const token = useNewToken(props.token);
  const { mode, httpsOnly } = wayOfServer();
  if (mode === "embedded" || mode === "proxy") return <SignedOut whose={whose} mode={mode} />;
  if (httpsOnly !== undefined && !isSecureContext) return <NoPasswords />;
  if (token !== null) return <JoinForm key={token} whose={whose} token={token} />;
  return whose.needsSetUp ? <SetUpForm whose={whose} /> : <LogInForm whose={whose} />;
}

/**
 * Who logs people in, and whether over https only, as the server has written it into the page's head. A page
 * that was loaded before there were accounts has neither.
 */
function wayOfServer(): { readonly mode?: string; readonly httpsOnly?: string } {
  return document.querySelector<HTMLLinkElement>("link[data-mode]")?.dataset ?? {};
}

/** Where a password would be refused, but only after it has been sent in clear. */
function NoPasswords(): ReactNode {
  const texts = useAccountTexts();
  const { insecure_address } = useReasonTexts();
  return (
    <Card title={texts.logIn}>
      <p role="alert">{insecure_address}</p>
    </Card>
  );
}

/**
 * The token of the link that the page was opened by, or that was opened in this window since: if only the part
 * behind the # is another, the browser loads nothing.
 */
function useNewToken(first: string | null): string | null {
  const [token, setToken] = useState(first);
  useEffect(() => {
    if (first === null) return;
    const onHash = (): void => {
      const { hash, pathname } = location;
      history.replaceState(null, "", pathname);
      setToken(hash.slice(1));
    };
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, [first]);
  return token;
}

interface SignedOutProps extends Pick<EntranceProps, "whose"> {
  mode: "embedded" | "proxy";
}

/** Of a product, or a proxy, that says who asks: it tells nobody when somebody signs in. */
function SignedOut({ whose, mode }: SignedOutProps): ReactNode {
  const texts = useAccountTexts();
  useEffect(() => {
    const onShown = (): void => {
      if (document.visibilityState === "visible") void whose.check();
    };
    document.addEventListener("visibilitychange", onShown);
    return () => document.removeEventListener("visibilitychange", onShown);
  }, [whose]);
  return (
    <Card title={texts.signedOut}>
      <p>{mode === "proxy" ? texts.noProxyHint : texts.signedOutHint}</p>
      <button type="button" className="primary" onClick={() => location.reload()}>
        {texts.reload}
      </button>
    </Card>
  );
}
