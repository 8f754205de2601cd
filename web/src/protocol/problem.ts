/** The errors of the API (RFC 9457) as one exception. */

/** A request was refused, or never arrived (`code` is then `"network"`, `status` 0). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;
  /** How long the server asks to wait before the next try; null if it does not say. */
  readonly retryAfterMs: number | null;

  constructor(fields: {
    status: number;
    code: string;
    detail: string;
    retryable: boolean;
    retryAfterMs?: number | null;
    cause?: unknown;
  }) {
    super(fields.detail, { cause: fields.cause });
    this.status = fields.status;
    this.code = fields.code;
    this.retryable = fields.retryable;
    this.retryAfterMs = fields.retryAfterMs ?? null;
  }
}

/** The error for a request that got no reply; one that was not sent for a reason keeps it. */
export function networkError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new ApiError({ status: 0, code: "network", detail, retryable: true, cause });
}

/** Reads an error reply, also one that something in front of the server wrote. */
export async function problemOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const transient = response.status === 408 || response.status === 429 || response.status >= 500;
  return new ApiError({
    status: response.status,
    code: typeof fields.code === "string" ? fields.code : `http_${response.status}`,
    detail: typeof fields.detail === "string" ? fields.detail : response.statusText,
    retryable: typeof fields.retryable === "boolean" ? fields.retryable : transient,
    retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : null,
  });
}
