/** Why each request was made: one line for each, in their order. */

import type { ReactNode } from "react";
import type { Exchange, Recording } from "../../core/recording/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { formatPosition } from "./format.ts";
import { reasonOf } from "./initiator.ts";
import { exchangeAt, type RequestsProps } from "./request-picker.tsx";
import type { InspectorTexts } from "./text/en.ts";
import { useInspectorTexts } from "./text/texts.ts";

/** More are of polling, and say the same again and again. */
const MOST_SHOWN = 200;

export function InitiatorView({ recording, request, onRequest }: RequestsProps): ReactNode {
  const texts = useInspectorTexts();
  return (
    <>
      <p className="hint">{texts.initiatorHint}</p>
      <Initiators
        recording={recording}
        chosen={exchangeAt(recording, request)}
        onChoose={onRequest}
      />
    </>
  );
}

interface InitiatorsProps {
  recording: Recording;
  chosen: Exchange | undefined;
  /** Called with the number of a request; null: they can only be read. */
  onChoose: ((request: number) => void) | null;
}

export function Initiators({ recording, chosen, onChoose }: InitiatorsProps): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  const { exchanges } = recording;
  const beganAt = exchanges[0]?.beganAt ?? 0;
  const shown = exchanges.slice(-MOST_SHOWN);
  const left = (exchanges.at(-1)?.number ?? 0) - shown.length;
  return (
    <ol className="initiators" aria-label={texts.initiator}>
      {left > 0 && <li className="hint">{texts.earlierRequests(left)}</li>}
      {shown.map((each, index) => {
        const row = (
          <>
            <span className="number">{each.number}</span>
            <span className="number">{formatPosition(each.beganAt - beganAt)}</span>
            <span className="badge">{names[each.request.transport]}</span>
            <span>{texts.why[reasonOf(each, beforeOf(shown, index, exchanges))]}</span>
          </>
        );
        return (
          <li key={each.number}>
            {onChoose === null ? (
              <div className="initiator-row">{row}</div>
            ) : (
              <button
                type="button"
                className="initiator-row"
                aria-pressed={each === chosen}
                title={texts.chooseRequest}
                onClick={() => onChoose(each.number)}
              >
                {row}
              </button>
            )}
            {each.closing === "failed" && (
              // What broke it came later: it is no part of why it was made.
              <div className="initiator-row failed">
                <span />
                <span className="number">
                  {formatPosition((each.closedAt ?? each.beganAt) - beganAt)}
                </span>
                <span className="initiator-end">{failureOf(texts, each)}</span>
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** A browser says of a broken connection only that it broke; a server gives its reason. */
function failureOf(texts: InspectorTexts, { status, detail }: Exchange): string {
  return status === null || status < 400 ? texts.cutThere : (detail ?? texts.closedFailed);
}

/** The request before the one at `index` of those that are shown. */
function beforeOf(
  shown: readonly Exchange[],
  index: number,
  all: readonly Exchange[],
): Exchange | undefined {
  return index > 0 ? shown[index - 1] : all[all.length - shown.length - 1];
}
