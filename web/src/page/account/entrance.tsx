/** Log-in, set-up or a one-time link, in the place of the page: which of them is for this visitor. */

import "./styles.css";
import { type ReactNode, useEffect, useState } from "react";
import type { Whose } from "../person/whose.ts";
import { useReasonTexts } from "../reasons/text/texts.ts";
import { readStored, writeStored } from "../storage.ts";
import { Card } from "./card.tsx";
import { JoinForm } from "./join-form.tsx";
import { LogInForm } from "./log-in-form.tsx";
import { SetUpForm } from "./set-up-form.tsx";
import { useAccountTexts } from "./text/texts.ts";

/** When this tab was sent to the product's log-in, in milliseconds. */
const SENT = "yeoul.sent-to-log-in";
/** Longer than a log-in takes that asks nothing. */
const ROUND_MS = 10_000;

interface EntranceProps {
  whose: Whose;
  /** Of the one-time link that the page was opened by; "" without its token, null without a link. */
  token: string | null;
}

export function Entrance(props: EntranceProps): ReactNode {
  const { whose } = props;
  const token = useNewToken(props.token);
  const { mode, httpsOnly, logIn, setUpByCommand } = wayOfServer();
  if (mode === "embedded" || mode === "proxy") {
    return <SignedOut whose={whose} mode={mode} logIn={logIn} />;
  }
  if (whose.needsSetUp && setUpByCommand !== undefined) return <SetUpByCommand />;
  if (httpsOnly !== undefined && !isSecureContext) return <NoPasswords />;
  if (token !== null) return <JoinForm key={token} whose={whose} token={token} />;
  return whose.needsSetUp ? <SetUpForm whose={whose} /> : <LogInForm whose={whose} />;
}

/**
 * Who logs people in, where, whether over https only, and whether a command makes the first account, as the
 * server has written it into the page's head. A page that was loaded before there were accounts has nothing of it.
 */
function wayOfServer(): {
  readonly mode?: string;
  readonly httpsOnly?: string;
  readonly logIn?: string;
  readonly setUpByCommand?: string;
} {
  return document.querySelector<HTMLLinkElement>("link[data-mode]")?.dataset ?? {};
}

/** Of several workers: a code would be known to the one that has printed it, and not to the others. */
function SetUpByCommand(): ReactNode {
  const texts = useAccountTexts();
  return (
    <Card title={texts.setUp}>
      <p>{texts.setUpByCommand}</p>
      <p>
        <code>yeoul user add NAME --admin</code>
      </p>
      <button type="button" className="primary" onClick={() => location.reload()}>
        {texts.toLogIn}
      </button>
    </Card>
  );
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
  logIn: string | undefined;
}

/** Of a product, or a proxy, that says who asks: it tells nobody when somebody signs in. */
function SignedOut({ whose, mode, logIn }: SignedOutProps): ReactNode {
  const texts = useAccountTexts();
  const address = logIn === undefined ? undefined : addressBack(logIn);
  useEffect(() => {
    // A window that somebody has worked in waits for them to say so.
    if (address !== undefined && whose.me === null && isFirstTry()) location.replace(address);
  }, [whose, address]);
  useEffect(() => {
    const onShown = (): void => {
      if (document.visibilityState === "visible") void whose.check();
    };
    document.addEventListener("visibilitychange", onShown);
    return () => document.removeEventListener("visibilitychange", onShown);
  }, [whose]);
  return (
    <Card title={texts.signedOut}>
      <p>
        {mode === "proxy"
          ? texts.noProxyHint
          : address === undefined
            ? texts.signedOutHint
            : texts.signedOutWay}
      </p>
      <button
        type="button"
        className="primary"
        onClick={() => (address === undefined ? location.reload() : location.assign(address))}
      >
        {address === undefined ? texts.reload : texts.logIn}
      </button>
    </Card>
  );
}

/** Where the product logs people in, with the way back: a path, or all of it for another origin. */
function addressBack(logIn: string): string {
  const to = new URL(logIn, location.origin);
  const { href, origin, pathname, search, hash } = location;
  to.searchParams.set("next", to.origin === origin ? pathname + search + hash : href);
  return to.href;
}

/**
 * Whether this tab was not sent to the log-in a moment ago: one that sends people back whom the server
 * still does not know would send them round for ever.
 */
function isFirstTry(): boolean {
  const now = Date.now();
  const last = Number(readStored("sessionStorage", SENT));
  writeStored("sessionStorage", SENT, String(now));
  return !(now - last < ROUND_MS);
}
