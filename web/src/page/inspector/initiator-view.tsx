/** Why each request was made: one line for each, in their order. */

import type { ReactNode } from "react";
import type { Exchange } from "../../core/recording/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { formatPosition } from "./format.ts";
import { reasonOf } from "./initiator.ts";
import { exchangeAt, type RequestsProps } from "./request-picker.tsx";
import { useInspectorTexts } from "./text/texts.ts";

/** More are of polling, and say the same again and again. */
const MOST_SHOWN = 200;

export function InitiatorView({ recording, request, onRequest }: RequestsProps): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  const { exchanges } = recording;
  const chosen = exchangeAt(recording, request);
  const beganAt = exchanges[0]?.beganAt ?? 0;
  const shown = exchanges.slice(-MOST_SHOWN);
  const left = (exchanges.at(-1)?.number ?? 0) - shown.length;
  return (
    <>
      <p className="hint">{texts.initiatorHint}</p>
      <ol className="initiators" aria-label={texts.initiator}>
        {left > 0 && <li className="hint">{texts.earlierRequests(left)}</li>}
        {shown.map((each, index) => (
          <li key={each.number}>
            <button
              type="button"
              aria-pressed={each === chosen}
              title={texts.chooseRequest}
              onClick={() => onRequest(each.number)}
            >
              <span className="number">{each.number}</span>
              <span className="number">{formatPosition(each.beganAt - beganAt)}</span>
              <span className="badge">{names[each.request.transport]}</span>
              <span className={each.closing === "failed" ? "initiator failed" : "initiator"}>
                {texts.why[reasonOf(each, beforeOf(shown, index, exchanges))]}
                {each.closing === "failed" && <small>{each.detail ?? texts.closedFailed}</small>}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

/** The request before the one at `index` of those that are shown. */
function beforeOf(
  shown: readonly Exchange[],
  index: number,
  all: readonly Exchange[],
): Exchange | undefined {
  return index > 0 ? shown[index - 1] : all[all.length - shown.length - 1];
}
