/** Addresses that only what comes late needs: of links that are given to others, and of the lesson. */

import { SERVED_PATH } from "../addresses.ts";

/** The whole address of a one-time link. What stands behind the # is sent to no server. */
export function joinAddress(token: string): string {
  return `${location.origin}${SERVED_PATH}/join#${token}`;
}

/** The whole address of a link to a conversation. */
export function shareAddress(token: string): string {
  return `${location.origin}${SERVED_PATH}/s/${token}`;
}

/** The path of a step of the lesson (main.tsx), counted from 1. */
export function lessonPath(step: number): string {
  return `${SERVED_PATH}/learn#${step}`;
}
