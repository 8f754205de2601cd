/** One person in the list of an admin. */

import { type FormEvent, type ReactNode, useRef, useState } from "react";
import type { Account, AccountChange } from "../../core/accounts/index.ts";
import { useMe } from "../person/use-me.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { isName } from "./delete-account.tsx";
import { LineField } from "./form-parts.tsx";
import { useAccountTexts } from "./text/texts.ts";

interface RowProps {
  person: Account;
  disabled: boolean;
  onChange: (change: AccountChange) => void;
  onReset: () => void;
  onRemove: () => void;
}

export function PersonRow(props: RowProps): ReactNode {
  const { person } = props;
  const texts = useAccountTexts();
  const { account, mode } = useMe();
  const [open, setOpen] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const isMe = account?.id === person.id;
  const seen = person.seen_at === null ? texts.neverSeen : texts.seen(new Date(person.seen_at));
  const was = person.disabled ? texts.disabled : seen;
  // A proxy logs people in without a word of it.
  const facts = [
    texts.roles[person.role],
    ...(mode === "proxy" && !person.disabled ? [] : [was]),
    ...(person.questions > 0 ? [texts.usage.ofPerson(person.questions)] : []),
  ];
  return (
    <li>
      <div>
        <strong dir="auto">{person.name}</strong>
        <p className={person.disabled ? "hint wrong" : "hint"}>
          {[...(isMe ? [texts.you] : []), ...facts].join(" · ")}
        </p>
      </div>
      <IconButton
        label={texts.changeNamed(person.name)}
        icon="pencil"
        ref={pencil}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <Changes
          {...props}
          isMe={isMe}
          onDone={() => {
            setOpen(false);
            pencil.current?.focus();
          }}
        />
      )}
    </li>
  );
}

interface ChangesProps extends RowProps {
  isMe: boolean;
  onDone: () => void;
}

/** Each ends the sessions of the person, so it is asked twice, but for the link. */
function Changes(props: ChangesProps): ReactNode {
  const { person, disabled, onChange, onReset, onRemove, isMe, onDone } = props;
  const texts = useAccountTexts();
  const [sure, setSure] = useState<"role" | "disabled" | null>(null);
  const [removing, setRemoving] = useState(false);
  const { role } = person;
  const byProxy = useMe().mode === "proxy";
  const change = (what: "role" | "disabled", to: AccountChange): void => {
    const harmless = to.disabled === false;
    if (!harmless && sure !== what) {
      setSure(what);
      return;
    }
    onDone();
    onChange(to);
  };
  const other = role === "admin" ? "user" : "admin";
  return (
    <div className="row-changes">
      {/* For who is let in no longer it would set a password, and lead nowhere. */}
      {!person.disabled && !byProxy && (
        <button
          type="button"
          disabled={disabled}
          onClick={() => {
            onDone();
            onReset();
          }}
        >
          {texts.newLink}
        </button>
      )}
      <button type="button" disabled={disabled} onClick={() => change("role", { role: other })}>
        {sure === "role" ? texts.sure : texts.makeRole[other]}
      </button>
      <button
        type="button"
        className={person.disabled ? undefined : "danger"}
        disabled={disabled}
        onClick={() => change("disabled", { disabled: !person.disabled })}
      >
        {sure === "disabled" ? texts.sure : texts[person.disabled ? "enable" : "disable"]}
      </button>
      {!isMe && (
        <button
          type="button"
          className="danger"
          aria-expanded={removing}
          disabled={disabled}
          onClick={() => setRemoving(!removing)}
        >
          {texts.deletePerson}
        </button>
      )}
      <p className="hint" role="status">
        {sure !== null && (isMe ? texts.endsOwn : texts.endsTheirs(person.name))}
      </p>
      {removing && (
        <Removal
          name={person.name}
          disabled={disabled}
          onSure={() => {
            onRemove();
            onDone();
          }}
        />
      )}
    </div>
  );
}

interface RemovalProps {
  name: string;
  disabled: boolean;
  onSure: () => void;
}

/** Nothing undoes it, so it is asked for by the name. */
function Removal({ name, disabled, onSure }: RemovalProps): ReactNode {
  const texts = useAccountTexts();
  const [fits, setFits] = useState(false);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (fits) onSure();
  };
  return (
    <form className="removal" autoComplete="off" onSubmit={onSubmit}>
      <p role="alert">{texts.deleteTheirs(name)}</p>
      <LineField
        label={texts.typeTheirName(name)}
        name="account-name"
        autoComplete="off"
        autoCapitalize="none"
        autoFocus
        required
        onChange={(event) => setFits(isName(event.target.value, name))}
      />
      <button type="submit" className="danger" disabled={disabled || !fits}>
        {texts.deleteSure}
      </button>
    </form>
  );
}
