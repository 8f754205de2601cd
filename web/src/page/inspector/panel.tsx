/** The stream inspector: what the current answer looks like on the wire, while it grows and after. */

import "./styles.css";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import {
  type AnswerState,
  type BranchMessage,
  type Conversation,
  snapshotState,
} from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { isComposing } from "../keys/composing.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { AnswerPicker } from "./answer-picker.tsx";
import { readTab, writeTab } from "./memory.ts";
import { Recorded } from "./recorded.tsx";
import { Resizer, usePanelWidth } from "./resizer.tsx";
import { Summary } from "./summary.tsx";
import { TabView } from "./tab-view.tsx";
import { isTab, type Tab, Tabs } from "./tabs.tsx";
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
  const { width, setWidth } = usePanelWidth();
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
  return (
    <aside
      ref={panel}
      className="inspector"
      aria-label={texts.title}
      inert={inert}
      style={{ width }}
      onKeyDown={onKeyDown}
    >
      <Resizer width={width} onChange={setWidth} />
      <header className="inspector-head">
        <h2>{texts.title}</h2>
        <AnswerPicker answers={answers} branch={branch} chosen={chosen} onChoose={setChosen} />
        <IconButton label={texts.close} icon="close" onClick={onClose} />
      </header>
      {entry === undefined ? (
        <p className="inspector-empty">{texts.nothingAsked}</p>
      ) : (
        <Inspected
          key={entry.message.id}
          entry={entry}
          tab={tab}
          onTab={(next) => {
            setTab(next);
            writeTab(next);
          }}
        />
      )}
    </aside>
  );
}

interface InspectedProps {
  entry: BranchMessage;
  tab: Tab;
  onTab: (tab: Tab) => void;
}

/** One answer under the headings. */
function Inspected({ entry, tab, onTab }: InspectedProps): ReactNode {
  const answerId = entry.message.id;
  const [request, setRequest] = useState(1);
  const known = (): AnswerState | null => knownOf(entry);
  return (
    <>
      <Recorded answerId={answerId} everyMs={SUMMARY_EVERY_MS} empty={null}>
        {(recording) => <Summary recording={recording} />}
      </Recorded>
      <Tabs tab={tab} onTab={onTab} />
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

/** null while the question has not arrived at the server. */
function knownOf({ message, stream }: BranchMessage): AnswerState | null {
  if (stream !== null) {
    const { answer, arrived } = stream.getSnapshot();
    return arrived ? answer : null;
  }
  return message.role === "assistant" ? snapshotState(message) : null;
}
