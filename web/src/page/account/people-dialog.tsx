/** The people of this server, for its admins: who they are and what they may do, never what they have. */

import {
  type FormEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import {
  type Account,
  type AccountsApi,
  accountsApi,
  type Invite,
  type OneTimeLink,
  type Role,
} from "../../core/accounts/index.ts";
import { useClient } from "../../react/index.ts";
import { useMe } from "../person/use-me.ts";
import { Choice } from "../shared/choice.tsx";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useTexts } from "../text/texts.tsx";
import { peopleSentence } from "./account-errors.ts";
import { LineField } from "./form-parts.tsx";
import { InviteList } from "./invite-list.tsx";
import { LinkOnce } from "./link-once.tsx";
import { LogInAgain } from "./log-in-again.tsx";
import { PersonRow } from "./person-row.tsx";
import { useAccountTexts } from "./text/texts.ts";
import { typedIn } from "./use-entering.ts";
import { useFreshWork } from "./use-fresh-work.ts";

/** A link that was made, and for whom; null where a proxy logs people in. */
interface Made {
  readonly name: string | null;
  readonly link: OneTimeLink | null;
}

export function PeopleDialog({ onClose }: { onClose: () => void }): ReactNode {
  const texts = useAccountTexts();
  const { loading } = useTexts();
  const { people, invites, read, api } = usePeople();
  const work = useFreshWork();
  const [made, setMade] = useState<Made | null>(null);
  /** What was done last: why it failed is said beside it. */
  const [adds, setAdds] = useState(false);
  const act = (todo: () => Promise<void>, isAdd = false): void => {
    setMade(null);
    setAdds(isAdd);
    work.run(async () => {
      await todo();
      await read();
    });
  };
  useEffect(() => work.run(read), [work.run, read]);
  const wrong = work.error !== null && !work.stale && (
    <ErrorInSight key={String(adds)}>
      <ErrorBar
        error={work.error}
        sentence={peopleSentence(texts, work.error)}
        onDismiss={work.clearError}
      />
    </ErrorInSight>
  );
  return (
    <Dialog title={texts.people} onClose={onClose}>
      <p className="hint">{texts.peopleHint}</p>
      {work.stale && (
        <LogInAgain why={texts.againForPeople} onDone={work.again} onCancel={work.clearError} />
      )}
      {!adds && wrong}
      {made !== null && made.link !== null && (
        <LinkOnce name={made.name} link={made.link} onClose={() => setMade(null)} />
      )}
      {people === null && work.error === null && <p className="hint">{loading}</p>}
      <ul className="account-rows">
        {people?.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            disabled={work.busy}
            onRemove={() => act(() => api.remove(person.id))}
            onChange={(change) => act(async () => void (await api.change(person.id, change)))}
            onReset={() =>
              act(async () => setMade({ name: person.name, link: await api.reset(person.id) }))
            }
          />
        ))}
      </ul>
      <AddPerson
        disabled={work.busy}
        wrong={adds && wrong}
        onAdd={(name, role, done) =>
          act(async () => {
            setMade(await linkFor(api, name.trim(), role));
            done();
          }, true)
        }
      />
      <InviteList
        invites={invites}
        disabled={work.busy}
        onRevoke={(id) => act(() => api.revoke(id))}
      />
    </Dialog>
  );
}

/** Somebody gets an account of this name, or without one an invite, and chooses it. */
async function linkFor(api: AccountsApi, name: string, role: Role): Promise<Made> {
  if (name === "") return { name: null, link: await api.invite(role) };
  const { account, link } = await api.add(name, role);
  return { name: account.name, link };
}

interface People {
  /** null until they were read. */
  readonly people: readonly Account[] | null;
  readonly invites: readonly Invite[];
  readonly read: () => Promise<void>;
  readonly api: AccountsApi;
}

function usePeople(): People {
  const { api: commands } = useClient();
  const api = useMemo(() => accountsApi(commands), [commands]);
  const [people, setPeople] = useState<People["people"]>(null);
  const [invites, setInvites] = useState<People["invites"]>([]);
  const read = useCallback(async () => {
    const [everybody, open] = await Promise.all([api.people(), api.invites()]);
    setPeople(everybody);
    setInvites(open);
  }, [api]);
  return { people, invites, read, api };
}

/** The list may be longer than the dialog: an error above or below it is shown where it is. */
function ErrorInSight({ children }: { children: ReactNode }): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    frame.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return <div ref={frame}>{children}</div>;
}

interface AddProps {
  disabled: boolean;
  /** Why nobody was added. */
  wrong: ReactNode;
  /** `done` is called when the person was added. */
  onAdd: (name: string, role: Role, done: () => void) => void;
}

function AddPerson({ disabled, wrong, onAdd }: AddProps): ReactNode {
  const texts = useAccountTexts();
  const form = useRef<HTMLFormElement>(null);
  const byProxy = useMe().mode === "proxy";
  const isWrong = Boolean(wrong);
  useEffect(() => {
    if (isWrong) form.current?.querySelector<HTMLInputElement>("[name=person]")?.select();
  }, [isWrong]);
  const [role, setRole] = useState<Role>("user");
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    onAdd(typedIn(form)("person"), role, () => {
      form.reset();
      setRole("user");
    });
  };
  return (
    <form ref={form} className="account-part" autoComplete="off" onSubmit={onSubmit}>
      <h3>{byProxy ? texts.addByProxy : texts.addPerson}</h3>
      {wrong}
      <LineField
        label={texts.name}
        hint={byProxy ? texts.addProxyHint : texts.addHint}
        required={byProxy}
        name="person"
        autoComplete="off"
        autoCapitalize="none"
        maxLength={64}
      />
      <Choice
        legend={texts.role}
        hint={texts.roleHints[role]}
        options={[
          ["user", texts.roles.user],
          ["admin", texts.roles.admin],
        ]}
        value={role}
        onChoose={setRole}
      />
      <div className="dialog-foot">
        <button type="submit" className="primary" disabled={disabled}>
          {byProxy ? texts.makeTheAccount : texts.add}
        </button>
      </div>
    </form>
  );
}
