/**
 * What a one-time link leads to: its person chooses a password, and invited a name, too. The token is in no
 * address by now.
 */

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { SignInWish } from "../../core/accounts/index.ts";
import { type ApiError, asApiError, orNull, readFields, readString } from "../../protocol/index.ts";
import { pathOf } from "../addresses.ts";
import type { Whose } from "../person/whose.ts";
import { useTexts } from "../text/texts.tsx";
import { faultOf, joinSentence } from "./account-errors.ts";
import { Card } from "./card.tsx";
import { LineField, NewPasswordField, Wrong } from "./form-parts.tsx";
import { OrProviders } from "./provider-buttons.tsx";
import { offeredProviders } from "./providers.ts";
import { useAccountTexts } from "./text/texts.ts";
import { typedIn, useEntering } from "./use-entering.ts";

interface JoinProps {
  whose: Whose;
  /** "" if it was not in the address. */
  token: string;
}

/** What a link is for. */
interface Target {
  /** null for somebody who is invited. */
  readonly name: string | null;
  readonly expiresAt: Date;
}

export function JoinForm({ whose, token }: JoinProps): ReactNode {
  const texts = useAccountTexts();
  const { loading, retry } = useTexts();
  const [tries, setTries] = useState(0);
  const target = useTarget(whose, token, tries);
  const { send, busy, error } = useEntering(whose, "root");
  const [fault, setFault] = useState<string | null>(null);
  const other = useOther(whose);
  const form = useRef<HTMLFormElement>(null);
  if (token === "") return <NoLink>{texts.linkIncomplete}</NoLink>;
  // It was good when it was looked at: perhaps only the reply to its use was lost.
  if (error?.code === "not_found") return <NoLink>{texts.linkSpent}</NoLink>;
  if (target === null) return <Card title={texts.join}>{loading}</Card>;
  if (target instanceof Error) {
    return target.status === 404 ? (
      <NoLink>{texts.linkGone}</NoLink>
    ) : (
      <Card title={texts.join}>
        <Wrong error={target} />
        <button type="button" className="primary" onClick={() => setTries(tries + 1)}>
          {retry}
        </button>
      </Card>
    );
  }
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = typedIn(event.currentTarget);
    const password = typed("new-password");
    const wrong = faultOf(texts, password);
    setFault(wrong);
    const name = target.name === null ? { name: typed("username") } : {};
    if (wrong === null) void send("/join", { token, password, ...name });
  };
  const invited = target.name === null;
  const wish = (): Omit<SignInWish, "provider"> | null => {
    if (!invited) return { purpose: "log_in", token };
    const field = form.current?.querySelector<HTMLInputElement>("[name=username]");
    if (!field?.reportValidity()) return null;
    return { purpose: "log_in", token, name: field.value };
  };
  return (
    <Card title={invited ? texts.invited : texts.welcome(target.name)}>
      <p>{(invited ? texts.invitedHint : texts.joinHint)(target.expiresAt)}</p>
      {other !== null && other !== target.name && (
        <p className="entrance-warning">{texts.otherPerson(other)}</p>
      )}
      <form ref={form} method="post" onSubmit={onSubmit}>
        <LineField
          label={invited ? texts.newName : texts.name}
          name="username"
          autoComplete="username"
          {...(invited
            ? { autoCapitalize: "none", maxLength: 64, required: true, autoFocus: true }
            : { value: target.name ?? "", readOnly: true })}
        />
        <NewPasswordField autoFocus={!invited} fault={fault} onChange={() => setFault(null)} />
        <Wrong error={error} say={joinSentence} />
        <button type="submit" className="primary" disabled={busy}>
          {invited ? texts.makeAccount : texts.setPassword}
        </button>
      </form>
      <OrProviders api={whose.api} providers={offeredProviders()} wish={wish} />
    </Card>
  );
}

function NoLink({ children }: { children: ReactNode }): ReactNode {
  const texts = useAccountTexts();
  return (
    <Card title={texts.join}>
      <p role="alert">{children}</p>
      <p>
        <a href={pathOf(null)}>{texts.toLogIn}</a>
      </p>
    </Card>
  );
}

/** What the link is for, or why that is not known; null until the server has said it, at each of `tries`. */
function useTarget(whose: Whose, token: string, tries: number): Target | ApiError | null {
  const [target, setTarget] = useState<Target | ApiError | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each try
  useEffect(() => {
    let current = true;
    const tell = (told: Target | ApiError): void => {
      if (current) setTarget(told);
    };
    if (token !== "") {
      whose.api
        .call("POST", "/join/look", decodeTarget, {}, { token })
        .then(tell, (error: unknown) => tell(asApiError(error)));
    }
    return () => {
      current = false;
    };
  }, [whose, token, tries]);
  return target;
}

function decodeTarget(value: unknown): Target {
  const { name, expires_at } = readFields(value, "link");
  return {
    name: orNull(readString, name, "name"),
    expiresAt: new Date(readString(expires_at, "expires_at")),
  };
}

/** The name of whoever is logged in in this browser; null if nobody is. */
function useOther(whose: Whose): string | null {
  const [name, setName] = useState<string | null>(null);
  useEffect(() => {
    whose.ask().then(
      (me) => setName(me?.account?.name ?? null),
      () => undefined,
    );
  }, [whose]);
  return name;
}
