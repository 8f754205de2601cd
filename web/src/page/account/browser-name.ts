/** What people call a browser, by what it says of itself, and the network that it came from. */

/** The first that is found counts: most claim to be others as well. */
const BROWSERS = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Whale", /\bWhale\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /(?:Chrome|CriOS)\//],
  ["Safari", /\bSafari\//],
] as const;
const SYSTEMS = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["macOS", /\bMac OS X\b/],
  ["Linux", /\bLinux\b/],
] as const;
/** More of what is no browser is not worth reading. */
const MAX_CHARS = 60;

/** Such as `Firefox · Windows`; what it says itself where it is none that is known. */
export function browserOf(userAgent: string): string {
  const browser = BROWSERS.find(([, sign]) => sign.test(userAgent))?.[0];
  const system = SYSTEMS.find(([, sign]) => sign.test(userAgent))?.[0];
  const known = browser === undefined ? [] : [browser, system];
  return known.filter(Boolean).join(" · ") || userAgent.slice(0, MAX_CHARS);
}

/** Whether a network, in the form of CIDR (RFC 4632), is the server's own machine. */
export function isLoopback(network: string): boolean {
  return network.startsWith("127.") || network.startsWith("::/");
}

/** Such as `203.0.113.…` for `203.0.113.0/24`, of which nobody has to know what it means. */
export function shortNetwork(network: string): string {
  return network.replace(/\.0\/24$/, ".…").replace(/::\/64$/, ":…");
}
