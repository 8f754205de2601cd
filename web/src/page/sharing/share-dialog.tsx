/** Shares the branch of a conversation that is shown, and shows the links that lead to it. */

import { type FormEvent, type ReactNode, useId, useState } from "react";
import { createPortal } from "react-dom";
import type { NewShare } from "../../core/accounts/index.ts";
import type { ConversationView } from "../../core/index.ts";
import { useConversation } from "../../react/index.ts";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { Icon } from "../shared/icons.tsx";
import { useTexts } from "../text/texts.tsx";
import { LinkRows } from "./link-rows.tsx";
import { MadeLink } from "./made-link.tsx";
import { useSharingTexts } from "./text/texts.ts";
import { useLinks } from "./use-links.ts";

/** For how many days a link may work. */
const LIVES = [1, 7, 30, 90, 365];
const USUAL_LIFE = 30;

interface ShareProps {
  /** Of the conversation. */
  id: string;
  onClose: () => void;
}

export function ShareDialog({ id, onClose }: ShareProps): ReactNode {
  const texts = useSharingTexts();
  const { loading } = useTexts();
  const { view } = useConversation(id);
  const { links, change, busy, error, clearError } = useLinks();
  const [made, setMade] = useState<NewShare | null>(null);
  const own = links?.filter(({ conversation_id }) => conversation_id === id) ?? [];
  const make = (wish: Wish): void =>
    change(async (api) => setMade(await api.make({ conversation_id: id, ...wish })));
  const revoke = (gone: string): void => {
    if (made?.id === gone) setMade(null);
    change((api) => api.revoke(gone));
  };
  // It is opened from the bar above the conversation, and no part of that.
  return createPortal(
    <Dialog title={texts.share} about={view.title} onClose={onClose}>
      {view.load === "loading" && <p className="hint">{loading}</p>}
      <ErrorBar error={error ?? view.loadError} onDismiss={clearError} />
      {made !== null && <MadeLink share={made} onClose={() => setMade(null)} />}
      {view.load === "ready" && <WishForm view={view} disabled={busy} onMake={make} />}
      <LinkRows heading={texts.links} links={own} disabled={busy} onRevoke={revoke} />
    </Dialog>,
    document.body,
  );
}

interface Wish {
  readonly leaf_id: string;
  readonly reasoning: boolean;
  readonly system: boolean;
  readonly expires_in_days: number;
}

interface FormProps {
  view: ConversationView;
  disabled: boolean;
  onMake: (wish: Wish) => void;
}

function WishForm({ view, disabled, onMake }: FormProps): ReactNode {
  const texts = useSharingTexts();
  const { branch, live, summary } = view;
  const [reasoning, setReasoning] = useState(false);
  const [system, setSystem] = useState(false);
  const [life, setLife] = useState(USUAL_LIFE);
  const leaf = branch.at(-1)?.message;
  const thought = branch.some(({ message }) => message.role === "assistant" && message.reasoning);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (leaf !== undefined) onMake({ leaf_id: leaf.id, reasoning, system, expires_in_days: life });
  };
  if (leaf === undefined) return <p>{texts.empty}</p>;
  return (
    <form className="share-form" onSubmit={onSubmit}>
      <p>{texts.what(branch.length)}</p>
      {thought && <Tick label={texts.withThinking} on={reasoning} onChange={setReasoning} />}
      {summary?.system && <Tick label={texts.withInstructions} on={system} onChange={setSystem} />}
      <LifeField days={life} onChange={setLife} />
      <div className="dialog-foot">
        <button type="submit" className="primary" disabled={disabled || live !== null}>
          {texts.make}
        </button>
      </div>
      <p className="hint" role="status">
        {live !== null && texts.growing}
      </p>
    </form>
  );
}

interface TickProps {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

function Tick({ label, on, onChange }: TickProps): ReactNode {
  return (
    <label className="tick">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}

function LifeField({
  days,
  onChange,
}: {
  days: number;
  onChange: (days: number) => void;
}): ReactNode {
  const texts = useSharingTexts();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{texts.life}</label>
      <div className="select">
        <select id={id} value={days} onChange={(event) => onChange(Number(event.target.value))}>
          {LIVES.map((each) => (
            <option key={each} value={each}>
              {texts.days(each)}
            </option>
          ))}
        </select>
        <Icon name="chevron" />
      </div>
    </div>
  );
}
