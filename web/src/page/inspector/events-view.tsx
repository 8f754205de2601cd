/** Every event in the order in which it came: found by a filter, looked at one by one, saved. */

import { type ReactNode, useState } from "react";
import type { AnswerState } from "../../core/index.ts";
import { type RecordedEvent, type Recording, writeRecording } from "../../core/recording/index.ts";
import { isComposing } from "../keys/composing.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { Choice } from "../shared/choice.tsx";
import { CopyButton } from "../shared/copy-button.tsx";
import { download } from "../shared/download.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { dataBytes, dataOf, idOf } from "./event-data.ts";
import { EventFilter } from "./event-filter.ts";
import { EventList } from "./event-list.tsx";
import { formatBytes, formatMs } from "./format.ts";
import { indentJson } from "./payload-view.tsx";
import { RawView } from "./raw-view.tsx";
import { reelOf } from "./replay.ts";
import { SavePage, savedName } from "./save-page.tsx";
import { Pairs } from "./section.tsx";
import { useInspectorTexts } from "./text/texts.ts";

interface EventsProps {
  recording: Recording;
  known: () => AnswerState | null;
}

export function EventsView({ recording, known }: EventsProps): ReactNode {
  const texts = useInspectorTexts();
  const [shown, setShown] = useState<"events" | "raw">("events");
  const [wanted, setWanted] = useState("");
  return (
    <>
      <div className="view-bar">
        <Choice
          legend={texts.showAs}
          silent
          options={[
            ["events", texts.asEvents],
            ["raw", texts.raw],
          ]}
          value={shown}
          onChoose={setShown}
        />
        {shown === "events" && <FilterBox wanted={wanted} onChange={setWanted} />}
        <IconButton
          label={texts.save}
          icon={DRAWINGS.save}
          className="save-recording"
          onClick={() => download(savedName("json"), fileOf(recording, known()))}
        />
        <SavePage content={() => fileOf(recording, known())} />
      </div>
      {shown === "raw" ? (
        <RawView recording={recording} />
      ) : (
        <FilteredEvents recording={recording} wanted={wanted} />
      )}
    </>
  );
}

function FilterBox(props: { wanted: string; onChange: (wanted: string) => void }): ReactNode {
  const { wanted, onChange } = props;
  const texts = useInspectorTexts();
  return (
    <input
      type="search"
      className="event-filter"
      aria-label={texts.filter}
      placeholder={texts.filterShort}
      title={texts.filterHint}
      value={wanted}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || wanted === "" || isComposing(event.nativeEvent)) return;
        event.preventDefault();
        onChange("");
      }}
    />
  );
}

function FilteredEvents(props: { recording: Recording; wanted: string }): ReactNode {
  const { recording, wanted } = props;
  const texts = useInspectorTexts();
  const [filter] = useState(() => new EventFilter());
  const [selected, setSelected] = useState<RecordedEvent | null>(null);
  return (
    <>
      <EventList
        key={wanted}
        events={recording.events}
        matching={filter.matching(recording, wanted)}
        growing={!recording.ended && !recording.reread}
        timed={!recording.reread}
        selected={selected}
        onSelect={setSelected}
      />
      {selected !== null && (
        <EventDetail
          event={selected}
          beganAt={recording.reread ? null : (recording.exchanges[0]?.beganAt ?? 0)}
          onClose={() => setSelected(null)}
        />
      )}
      <p className="off-screen">{texts.gapHint}</p>
    </>
  );
}

/** The file from which the recording can be opened again. */
function fileOf(recording: Recording, known: AnswerState | null): string {
  return writeRecording(recording, {
    before: reelOf(recording, known)?.base ?? null,
    savedAt: new Date().toISOString(),
    origin: location.origin,
  });
}

interface DetailProps {
  event: RecordedEvent;
  /** null: it is not known when the event came. */
  beganAt: number | null;
  onClose: () => void;
}

function EventDetail({ event, beganAt, onClose }: DetailProps): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  const { request, number } = event.exchange;
  const data = dataOf(event);
  const name = [event.frame.event.kind, idOf(event)].filter((part) => part !== "").join(" ");
  return (
    <section className="event-detail" aria-label={texts.event}>
      <header>
        <h3>{name}</h3>
        <CopyButton label={texts.copyData} text={() => data} />
        <IconButton label={texts.closeEvent} icon="close" onClick={onClose} />
      </header>
      <Pairs
        of={[
          [texts.eventAt, beganAt === null ? null : formatMs(event.at - beganAt)],
          [texts.columnSize, formatBytes(dataBytes(event))],
          [texts.eventVia, texts.eventViaRequest(names[request.transport], number)],
        ]}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys */}
      <pre className="event-json" tabIndex={0}>
        {indentJson(data)}
      </pre>
    </section>
  );
}
