/** The passkeys of whoever is logged in: they are added, named and removed here. */

import {
  type FormEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { type Passkey, passkeysApi } from "../../core/accounts/index.ts";
import { useClient } from "../../react/index.ts";
import { useWhose } from "../person/use-me.ts";
import { ErrorBar } from "../shared/error-bar.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { passkeySentence } from "./account-errors.ts";
import { browserOf } from "./browser-name.ts";
import { hindranceHere, makePasskey } from "./devices.ts";
import { LineField } from "./form-parts.tsx";
import { LogInAgain } from "./log-in-again.tsx";
import { NoPasskeys } from "./passkey-parts.tsx";
import { useAccountTexts } from "./text/texts.ts";
import { typedIn } from "./use-entering.ts";
import { useFreshWork } from "./use-fresh-work.ts";

/** `onChanged`: there is one more, or less, and the sessions elsewhere may have ended. */
export function PasskeyList({ onChanged }: { onChanged: () => void }): ReactNode {
  const texts = useAccountTexts();
  const whose = useWhose();
  const { api: commands } = useClient();
  const api = useMemo(() => passkeysApi(commands), [commands]);
  const [found, setFound] = useState<Awaited<ReturnType<typeof api.all>> | null>(null);
  const work = useFreshWork();
  const read = useCallback(async () => setFound(await api.all()), [api]);
  useEffect(() => work.run(read), [work.run, read]);
  const heading = useRef<HTMLHeadingElement>(null);
  const act = (todo: () => Promise<unknown>): void =>
    work.run(async () => {
      await todo();
      await read();
      heading.current?.focus();
    });
  const add = async (): Promise<void> => {
    const made = await makePasskey(await api.begin());
    const name = browserOf(navigator.userAgent) || texts.passkey;
    await whose.renew(() => api.add(name, made));
    onChanged();
  };
  const remove = async (id: string): Promise<void> => {
    await whose.renew(() => api.remove(id));
    onChanged();
  };
  return (
    <section className="account-part" aria-label={texts.passkeys}>
      <h3 ref={heading} tabIndex={-1}>
        {texts.passkeys}
      </h3>
      <p className="hint">{texts.passkeyHint}</p>
      {work.stale ? (
        <LogInAgain why={texts.againForPasskeys} onDone={work.again} onCancel={work.clearError} />
      ) : (
        <ErrorBar
          error={work.error}
          sentence={passkeySentence(texts, work.error)}
          onDismiss={work.clearError}
        />
      )}
      <ul className="account-rows">
        {found?.passkeys.map((passkey) => (
          <Row
            key={passkey.id}
            passkey={passkey}
            disabled={work.busy}
            onRename={(name) => act(() => api.rename(passkey.id, name))}
            onRemove={() => act(() => remove(passkey.id))}
          />
        ))}
      </ul>
      {found !== null && <NoPasskeys available={found.available} />}
      {found?.available && hindranceHere() === null && (
        <div className="dialog-foot near">
          <button type="button" disabled={work.busy} onClick={() => act(add)}>
            {texts.addPasskey}
          </button>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  passkey: Passkey;
  disabled: boolean;
  onRename: (name: string) => void;
  onRemove: () => void;
}

function Row(props: RowProps): ReactNode {
  const { passkey } = props;
  const texts = useAccountTexts();
  const [open, setOpen] = useState(false);
  const { created_at, used_at, site } = passkey;
  const facts = [
    ...(site === location.hostname ? [] : [texts.passkeyFor(site)]),
    texts.passkeyAdded(new Date(created_at)),
    used_at === null ? texts.passkeyUnused : texts.passkeyUsed(new Date(used_at)),
  ];
  return (
    <li>
      <div>
        <strong dir="auto">{passkey.name}</strong>
        <p className="hint">{facts.join(" · ")}</p>
      </div>
      <IconButton
        label={texts.changeNamed(passkey.name)}
        icon="pencil"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && <Changes {...props} onDone={() => setOpen(false)} />}
    </li>
  );
}

/** A removal ends sessions, and a device forgets nothing by it: it is asked twice. */
function Changes({
  passkey,
  disabled,
  onRename,
  onRemove,
  onDone,
}: RowProps & { onDone: () => void }): ReactNode {
  const texts = useAccountTexts();
  const [sure, setSure] = useState(false);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onDone();
    onRename(typedIn(event.currentTarget)("passkey"));
  };
  return (
    <form className="row-changes" autoComplete="off" onSubmit={onSubmit}>
      <LineField
        label={texts.name}
        name="passkey"
        autoComplete="off"
        defaultValue={passkey.name}
        maxLength={64}
        required
        autoFocus
      />
      <button type="submit" disabled={disabled}>
        {texts.renamePasskey}
      </button>
      <button
        type="button"
        className="danger"
        disabled={disabled}
        onClick={() => {
          if (!sure) return setSure(true);
          onDone();
          onRemove();
        }}
      >
        {sure ? texts.sure : texts.removePasskey}
      </button>
      <p className="hint" role="status">
        {sure && texts.removePasskeyHint}
      </p>
    </form>
  );
}
