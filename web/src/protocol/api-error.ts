/** The errors of the API (RFC 9457), and all else that can go wrong on the way, as one exception. */

import { DecodeError } from "./json.ts";

/**
 * A request was refused, or got no reply. Without a reply `status` is 0, and `code` one of:
 *
 * - `network`: it never arrived, or the line broke. `timeout`: nothing came for too long.
 * - `not_understood`: what replied is no Yeoul server, or one of another shape.
 * - `origin_not_allowed`: the server is there, and lets no page of this origin read its replies.
 * - `headers_failed`: making the `headers` of a request failed.
 * - `transport_blocked`: the chosen transport does not get through here, others do.
 * - `client_failed`: code on this side threw `cause`.
 * - `no_base_url`: there is no page, and no `baseUrl` either.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;
  /** How long the server asks to wait before the next try; null if it does not say. */
  readonly retryAfterMs: number | null;
  /** The fields of the request that the server refuses, such as `api_key`; often none. */
  readonly fields: readonly string[];

  constructor(fields: {
    status: number;
    code: string;
    detail: string;
    retryable: boolean;
    retryAfterMs?: number | null;
    fields?: readonly string[];
    cause?: unknown;
  }) {
    super(fields.detail, { cause: fields.cause });
    this.status = fields.status;
    this.code = fields.code;
    this.retryable = fields.retryable;
    this.retryAfterMs = fields.retryAfterMs ?? null;
    this.fields = fields.fields ?? [];
  }
}

/** An error of this side, which no server has sent. */
export function ownError(
  code: string,
  detail: string,
  retryable: boolean,
  cause?: unknown,
): ApiError {
  return new ApiError({ status: 0, code, detail, retryable, cause });
}

/** The error for a request that got no reply; one that was not sent for a reason keeps it. */
export function networkError(cause: unknown): ApiError {
  return cause instanceof ApiError ? cause : ownError("network", messageOf(cause), true, cause);
}

/** Any failure as an `ApiError`, so that it can be shown; another error is not the network's. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof DecodeError) {
    const detail = `The server there is no Yeoul of this version: ${error.message}.`;
    return ownError("not_understood", detail, true, error);
  }
  const detail = `Something failed on this side: ${messageOf(error)}`;
  return ownError("client_failed", detail, false, error);
}

/** A retry seldom mends these, but one alone may be a mistake, such as that of a server that starts. */
const DOUBTED: readonly string[] = ["origin_not_allowed", "transport_blocked", "client_failed"];

/** Whether neither the network nor a server is to blame: a few more tries are enough. */
export function isFault({ status, code, retryable }: ApiError): boolean {
  if (status !== 0 || code === "network" || code === "timeout") return false;
  return retryable || DOUBTED.includes(code);
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Reads an error reply, also one that something in front of the server wrote. */
export async function problemOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const transient = response.status === 408 || response.status === 429 || response.status >= 500;
  const errors: readonly unknown[] = Array.isArray(fields.errors) ? fields.errors : [];
  return new ApiError({
    status: response.status,
    code: typeof fields.code === "string" ? fields.code : `http_${response.status}`,
    detail: typeof fields.detail === "string" ? fields.detail : response.statusText,
    retryable: typeof fields.retryable === "boolean" ? fields.retryable : transient,
    retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : null,
    fields: errors.map((each) => String((each as { field?: unknown } | null)?.field)),
  });
}
