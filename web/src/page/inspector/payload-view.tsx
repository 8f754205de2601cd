/** What was sent: the question, or the place from which on an answer is followed. */

import type { ReactNode } from "react";
import { CopyButton } from "../shared/copy-button.tsx";
import { exchangeAt, RequestPicker, type RequestsProps } from "./request-picker.tsx";
import { Pairs, Section } from "./section.tsx";
import { useInspectorTexts } from "./text/texts.ts";

export function PayloadView(props: RequestsProps): ReactNode {
  const texts = useInspectorTexts();
  const exchange = exchangeAt(props.recording, props.request);
  if (exchange === undefined) return null;
  const { body, url } = exchange.request;
  const query = [...new URL(url, props.recording.origin ?? location.href).searchParams];
  return (
    <>
      <div className="view-bar">
        <RequestPicker {...props} />
      </div>
      {query.length > 0 && (
        <Section title={texts.query}>
          <Pairs of={query} />
        </Section>
      )}
      {body !== null && (
        <Section title={texts.requestPayload}>
          <div className="wire-json">
            <pre>{indentJson(body)}</pre>
            <CopyButton label={texts.copyPayload} text={() => body} />
          </div>
        </Section>
      )}
      {body === null && query.length === 0 && <p className="hint">{texts.noPayload}</p>}
    </>
  );
}

/** JSON with a line for each field. */
export function indentJson(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2);
}
