/** When the server begins to count anew what a person may use in a day: at midnight UTC. */

export function nextDay(): Date {
  const begin = new Date();
  begin.setUTCHours(24, 0, 0, 0);
  return begin;
}
