/** The requests of an answer, and which of them is looked at. */

import type { ReactNode } from "react";
import type { Exchange, Recording } from "../../core/recording/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { useInspectorTexts } from "./text/texts.ts";

export interface RequestsProps {
  recording: Recording;
  /** Counted from 1. */
  request: number;
  onRequest: (request: number) => void;
}

/** The request that is looked at; the nearest one, if it is no longer kept. */
export function exchangeAt({ exchanges }: Recording, request: number): Exchange | undefined {
  return exchanges.findLast((each) => each.number <= request) ?? exchanges[0];
}

/** Goes through an answer's requests; nothing where there is one. */
export function RequestPicker({ recording, request, onRequest }: RequestsProps): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  const { exchanges } = recording;
  const shown = exchangeAt(recording, request);
  const count = exchanges.at(-1)?.number ?? 0;
  if (shown === undefined || count < 2) return null;
  const at = exchanges.indexOf(shown);
  const step = (by: number): void => onRequest(exchanges[at + by]?.number ?? shown.number);
  return (
    <fieldset className="request-picker">
      <legend className="off-screen">{texts.request}</legend>
      <IconButton
        label={texts.previousRequest}
        icon="left"
        disabled={at === 0}
        onClick={() => step(-1)}
      />
      <span className="request-name">
        {texts.requestName(shown.number, count)}
        <span className="badge">{shown.request.method}</span>
        <span className="badge">{names[shown.request.transport]}</span>
      </span>
      <IconButton
        label={texts.nextRequest}
        icon="right"
        disabled={at === exchanges.length - 1}
        onClick={() => step(1)}
      />
    </fieldset>
  );
}
