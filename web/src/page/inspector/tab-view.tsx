/** The view of each tab of the inspector, shown again and again while more of the answer is recorded. */

import type { ReactNode } from "react";
import type { AnswerState } from "../../core/index.ts";
import { EventsView } from "./events-view.tsx";
import { FaultsTab } from "./faults-tab.tsx";
import { HeadersView } from "./headers-view.tsx";
import { InitiatorView } from "./initiator-view.tsx";
import { PayloadView } from "./payload-view.tsx";
import { FIGURES_EVERY_MS, Recorded } from "./recorded.tsx";
import { ReplayView } from "./replay-view.tsx";
import type { Tab } from "./tabs.tsx";
import { TimingView } from "./timing-view.tsx";
import { TransportsView } from "./transports-view.tsx";

/** Faster than this, a reader cannot keep rows apart that come one below the other. */
const EVENTS_EVERY_MS = 80;

interface TabViewProps {
  tab: Tab;
  answerId: string;
  /** The answer as the page has it now. */
  known: () => AnswerState | null;
  /** The request that is looked at, counted from 1. */
  request: number;
  onRequest: (request: number) => void;
  /** Has the page stop following the answer, and come back a while later; null if it cannot. */
  onKill: (() => void) | null;
}

export function TabView(props: TabViewProps): ReactNode {
  const { tab, answerId, known, request, onRequest, onKill } = props;
  if (tab === "faults") return <FaultsTab answerId={answerId} known={known} onKill={onKill} />;
  if (tab === "transports") return <TransportsView answerId={answerId} known={known} />;
  return (
    <Recorded answerId={answerId} everyMs={tab === "events" ? EVENTS_EVERY_MS : FIGURES_EVERY_MS}>
      {(recording) => {
        const requests = { recording, request, onRequest };
        switch (tab) {
          case "headers":
            return <HeadersView {...requests} />;
          case "payload":
            return <PayloadView {...requests} />;
          case "events":
            return <EventsView recording={recording} known={known} />;
          case "initiator":
            return <InitiatorView {...requests} />;
          case "timing":
            return <TimingView recording={recording} />;
          default:
            return <ReplayView recording={recording} known={known} />;
        }
      }}
    </Recorded>
  );
}
