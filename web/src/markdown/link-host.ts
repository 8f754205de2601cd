/**
 * A link may say one address and lead to another. Where its text looks like an address, or hides
 * what it is, the host that it leads to is shown behind it. Signs that turn the direction of a text
 * around, or are not seen at all, are no part of a link's text.
 */

import type { Element, Root, Text } from "hast";

const UNSEEN =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const DOT = /(?<=[\p{L}\p{N}])[\u2024\u3002\uff0e\uff61](?=[\p{L}\p{N}])/gu;
const NAME = /(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*\.)+\p{L}[\p{L}\p{M}-]+/u;
/** Endings of files, some of which are those of domains as well. */
const FILE =
  /\.(?:c|cc|cpp|cs|css|csv|go|h|html?|ini|java|js|json|jsx|kt|md|pdf|php|pl|py|rb|rs|sh|sql|svg|swift|toml|tsx?|txt|vue|xml|ya?ml|zip)$/i;
const MIXED = /(?=[\s\S]*[a-z])(?=[\s\S]*[\u0370-\u052f])/i;

/** Puts the host behind the links in `tree` that need it. Changes `tree`. */
export function showHosts(tree: Root | Element): void {
  for (const child of tree.children) {
    if (child.type !== "element") continue;
    if (child.tagName === "a" && typeof child.properties.href === "string") {
      const text = cleaned(child);
      const host = hostBehind(text, child.properties.href);
      if (host !== null) child.children.push(hostElement(host));
    } else showHosts(child);
  }
}

/** The host of `href` if `text` could make a reader believe it was another; null if not. */
export function hostBehind(text: string, href: string): string | null {
  const url = URL.canParse(href) ? new URL(href) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (url.username !== "" || url.password !== "") return url.host;
  const words = text.normalize("NFKC").replace(DOT, ".");
  const [name] = NAME.exec(words) ?? [];
  if (name === undefined || (FILE.test(name) && !words.includes("://"))) return null;
  if (MIXED.test(name)) return url.host;
  const said = URL.canParse(`//${name}`, url) ? new URL(`//${name}`, url).hostname : name;
  return bare(said) === bare(url.hostname) ? null : url.host;
}

function bare(host: string): string {
  return host.replace(/^www\./, "");
}

/** The text of `parent` without signs that are not seen. Changes `parent`. */
function cleaned(parent: Element): string {
  return parent.children
    .map((child) => {
      if (child.type === "element") return cleaned(child);
      if (child.type !== "text") return "";
      child.value = child.value.replace(UNSEEN, "");
      return child.value;
    })
    .join("");
}

function hostElement(host: string): Element {
  const text: Text = { type: "text", value: ` (${host})` };
  return {
    type: "element",
    tagName: "span",
    properties: { className: ["link-host"] },
    children: [text],
  };
}
