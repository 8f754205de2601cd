/**
 * When the silence of a stream means something. The server writes at once when it is asked, tells
 * every change of phase, and never stays silent for longer than a heartbeat.
 */

/** The server sends something at least this often. */
export const HEARTBEAT_MS = 10_000;
/** A first byte that comes later is held back by something on the way. */
export const FIRST_BYTE_MS = 3_000;
/** A stream that has been silent for longer when the page wakes up has probably died in its sleep. */
export const DROWSY_MS = 1.2 * HEARTBEAT_MS;
/** A longer silence is held back by something on the way. */
export const HELD_BACK_MS = 1.5 * HEARTBEAT_MS;
/** How long the server may wait for something to tell before it replies to a long poll. */
export const LONG_POLL_MS = 2 * HEARTBEAT_MS;
/** A connection that is silent for longer is lost. */
export const STALL_MS = 2.5 * HEARTBEAT_MS;
