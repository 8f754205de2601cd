/** The stream inspector: what the current answer looks like on the wire, while it grows and after. */

import "./styles.css";
import {
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from "react";
import {
  type AnswerState,
  type BranchMessage,
  type Conversation,
  snapshotState,
} from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { isComposing } from "../keys/composing.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { LessonLink } from "../shared/lesson-link.tsx";
import { AnswerPicker } from "./answer-picker.tsx";
import { readTab, writeTab } from "./memory.ts";
import { OpenButton, OpenedBar } from "./open-button.tsx";
import { OpenedProvider, useOpening } from "./opened.ts";
import { Recorded } from "./recorded.tsx";
import { useReread } from "./reread.ts";
import { Resizer, usePanelWidth } from "./resizer.tsx";
import { Summary } from "./summary.tsx";
import { TabView } from "./tab-view.tsx";
import { isTab, type Tab, Tabs, useTabs } from "./tabs.tsx";
import { useInspectorTexts } from "./text/texts.ts";

interface PanelProps {
  conversation: Conversation;
  inert: boolean;
  /** It has just been opened by hand: the keyboard goes on here. */
  takeFocus: boolean;
  onClose: () => void;
}

export function InspectorPanel({ conversation, inert, takeFocus, onClose }: PanelProps): ReactNode {
  const texts = useInspectorTexts();
  const [tab, setTab] = useState<Tab>(rememberedTab);
  const [chosen, setChosen] = useState<string | null>(null);
  const [large, setLarge] = useState(false);
  const { width, setWidth } = usePanelWidth();
  const opening = useOpening();
  const panel = useRef<HTMLElement>(null);
  const { branch } = useStore(conversation);
  const answers = branch.filter((entry) => entry.message.role === "assistant");
  const entry = answers.find((each) => each.message.id === chosen) ?? answers.at(-1);
  useEffect(() => {
    if (takeFocus) panel.current?.querySelector<HTMLElement>('[role="tab"][tabindex="0"]')?.focus();
  }, [takeFocus]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.shiftKey || isComposing(event.nativeEvent)) return;
    // Outside of the inspector the key would stop an answer.
    if (!event.defaultPrevented) onClose();
    event.preventDefault();
  };
  const onDrop = (event: DragEvent): void => {
    const file = event.dataTransfer.files[0];
    if (file === undefined) return;
    event.preventDefault();
    // Anywhere else it would be for the message box.
    event.stopPropagation();
    void opening.open(file);
  };
  const inspected = {
    tab,
    onTab: (next: Tab): void => {
      setTab(next);
      writeTab(next);
    },
  };
  return (
    <aside
      ref={panel}
      className={large ? "inspector large" : "inspector"}
      aria-label={texts.title}
      inert={inert}
      style={{ width }}
      onKeyDown={onKeyDown}
      onDrop={onDrop}
    >
      <Resizer width={width} onChange={setWidth} />
      <header className="inspector-head">
        <h2>{texts.title}</h2>
        {opening.opened === null ? (
          <AnswerPicker answers={answers} branch={branch} chosen={chosen} onChoose={setChosen} />
        ) : (
          <span className="answer-picker" />
        )}
        <LessonLink step={STEPS[tab] ?? WIRE_STEP} label={texts.lesson}>
          ?
        </LessonLink>
        <OpenButton opening={opening} />
        <IconButton
          label={texts.enlarge}
          icon={UPWARDS}
          className="enlarge"
          aria-pressed={large}
          onClick={() => setLarge(!large)}
        />
        <IconButton label={texts.close} icon="close" onClick={onClose} />
      </header>
      <OpenedBar opening={opening} />
      {opening.opened !== null ? (
        <OpenedProvider value={opening.opened}>
          <Inspected
            key={opening.opened.savedAt + opening.opened.name}
            answerId={opening.opened.recording.answerId}
            known={unknown}
            onKill={null}
            {...inspected}
          />
        </OpenedProvider>
      ) : entry === undefined ? (
        <p className="inspector-empty">{texts.nothingAsked}</p>
      ) : (
        <LiveInspected
          key={entry.message.id}
          entry={entry}
          onKill={killOf(entry, conversation)}
          {...inspected}
        />
      )}
    </aside>
  );
}

/** Drawn as the icons of the page. */
const UPWARDS = { path: "M6 15l6-6 6 6" } as const;

/** The step of the lesson that is about a tab; of all others it is the look at the wire. */
const STEPS: Partial<Record<Tab, number>> = { transports: 5, initiator: 9, faults: 9 };
const WIRE_STEP = 8;

interface LiveProps {
  entry: BranchMessage;
  onKill: (() => void) | null;
  tab: Tab;
  onTab: (tab: Tab) => void;
}

/** An answer of this page, as it saw it growing, or as the server's log still has it. */
export function LiveInspected({ entry, ...inspected }: LiveProps): ReactNode {
  const texts = useInspectorTexts();
  const known = (): AnswerState | null => knownOf(entry);
  const { problem, again } = useReread(entry.message.id, known);
  return (
    <>
      {problem !== null && (
        <p className="hint unread" role="alert">
          {texts.notReread(problem.message)}{" "}
          <button type="button" className="link" onClick={again}>
            {texts.rereadAgain}
          </button>
        </p>
      )}
      <Inspected answerId={entry.message.id} known={known} {...inspected} />
    </>
  );
}

interface InspectedProps {
  answerId: string;
  /** The answer as the page has it now. */
  known: () => AnswerState | null;
  onKill: (() => void) | null;
  tab: Tab;
  onTab: (tab: Tab) => void;
}

/** One answer under the headings. */
export function Inspected(props: InspectedProps): ReactNode {
  const { answerId, known, onKill, onTab } = props;
  const tabs = useTabs();
  const tab = tabs.includes(props.tab) ? props.tab : "events";
  const [request, setRequest] = useState(1);
  return (
    <>
      <Recorded answerId={answerId} everyMs={SUMMARY_EVERY_MS} empty={null}>
        {(recording) => <Summary recording={recording} />}
      </Recorded>
      <Tabs tabs={tabs} tab={tab} onTab={onTab} />
      <div
        className={`inspector-view view-${tab}`}
        role="tabpanel"
        id={`inspector-${tab}`}
        aria-labelledby={`inspector-tab-${tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys
        tabIndex={0}
      >
        <TabView
          tab={tab}
          answerId={answerId}
          known={known}
          request={request}
          onRequest={setRequest}
          onKill={onKill}
        />
      </div>
    </>
  );
}

const SUMMARY_EVERY_MS = 200;

function rememberedTab(): Tab {
  const tab = readTab();
  return isTab(tab) ? tab : "events";
}

/** The page knows nothing of the answer in a file. */
function unknown(): null {
  return null;
}

/** null while the question has not arrived at the server. */
export function knownOf({ message, stream }: BranchMessage): AnswerState | null {
  if (stream !== null) {
    const { answer, arrived } = stream.getSnapshot();
    return arrived ? answer : null;
  }
  return message.role === "assistant" ? snapshotState(message) : null;
}

/** How long a killed reader stays away. */
const AWAY_MS = 3_000;

/** Lets go of an answer, and comes back as a page does that was reloaded: by the conversation. */
export function killOf(entry: BranchMessage, conversation: Conversation): (() => void) | null {
  const { stream } = entry;
  if (stream?.getSnapshot().arrived !== true) return null;
  return () => {
    stream.close();
    setTimeout(() => void conversation.reload(), AWAY_MS);
  };
}
