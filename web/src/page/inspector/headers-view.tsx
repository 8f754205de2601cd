/** The request and the head of its reply. */

import type { ReactNode } from "react";
import type { Exchange } from "../../core/recording/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { CopyButton } from "../shared/copy-button.tsx";
import { curlOf } from "./curl.ts";
import { formatBytes, formatMs } from "./format.ts";
import { exchangeAt, RequestPicker, type RequestsProps } from "./request-picker.tsx";
import { wireSizeOf } from "./resource-timing.ts";
import { Pairs, Section } from "./section.tsx";
import type { InspectorTexts } from "./text/en.ts";
import { useInspectorTexts } from "./text/texts.ts";

const REASONS: Readonly<Record<number, string>> = {
  101: "Switching Protocols",
  200: "OK",
  201: "Created",
  204: "No Content",
};

export function HeadersView(props: RequestsProps): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  const exchange = exchangeAt(props.recording, props.request);
  if (exchange === undefined) return null;
  const { request, headers, status } = exchange;
  const origin = props.recording.origin ?? location.origin;
  const socket = status === 101 || request.url.startsWith("ws");
  const replyNote = socket ? texts.socketHeadersNote : texts.noHeaders;
  return (
    <>
      <div className="view-bar">
        <RequestPicker {...props} />
        <span className="copy-curl">
          cURL
          <CopyButton label={texts.copyCurl} text={() => curlOf(request, origin)} />
        </span>
      </div>
      <Section title={texts.general}>
        <Pairs of={generalOf(texts, exchange, names[request.transport], props.recording.origin)} />
      </Section>
      <Section title={texts.responseHeaders}>
        {headers.length === 0 ? <p className="hint">{replyNote}</p> : <Pairs of={headers} />}
      </Section>
      <Section title={texts.requestHeaders}>
        <Pairs of={Object.entries(request.headers)} />
        <p className="hint">{socket ? texts.socketHeadersNote : texts.requestHeadersNote}</p>
      </Section>
    </>
  );
}

function generalOf(
  texts: InspectorTexts,
  exchange: Exchange,
  transport: string,
  /** null: of this page. */
  origin: string | null,
): readonly (readonly [string, ReactNode])[] {
  const { request, status, beganAt, closedAt } = exchange;
  const size = closedAt === null || origin !== null ? null : wireSizeOf(exchange);
  return [
    [texts.requestUrl, new URL(request.url, origin ?? location.href).href],
    [texts.requestMethod, request.method],
    [texts.statusCode, <StatusCode key="status" status={status} />],
    [texts.transport, transport],
    [texts.protocol, size?.protocol || null],
    [
      texts.wireSize,
      size && texts.wireSizeTold(formatBytes(size.transferBytes), formatBytes(size.bodyBytes)),
    ],
    [texts.bodySize, `${formatBytes(exchange.bodyBytes)}, ${texts.summaryEvents(exchange.events)}`],
    [texts.duration, closedAt === null ? null : formatMs(closedAt - beganAt)],
    [texts.connection, closingText(texts, exchange)],
  ];
}

function StatusCode({ status }: { status: number | null }): ReactNode {
  const texts = useInspectorTexts();
  if (status === null) return texts.pending;
  return (
    <span className={status < 400 ? "status" : "status bad"}>
      {`${status} ${REASONS[status] ?? ""}`.trim()}
    </span>
  );
}

function closingText(texts: InspectorTexts, { closing, detail }: Exchange): string {
  if (closing === null) return texts.connectionOpen;
  const said = {
    ended: texts.closedEnded,
    left: texts.closedLeft,
    failed: texts.closedFailed,
  }[closing];
  return detail === null ? said : `${said} (${detail})`;
}
