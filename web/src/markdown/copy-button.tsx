/** A button that copies something, and shows for a moment that it did. */

import { type ReactNode, useEffect, useState } from "react";

/** Its two signs, drawn on a 24 × 24 grid. */
export const SIGNS = {
  copy: "M10.5 9h7a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 9 18.5v-8A1.5 1.5 0 0 1 10.5 9zM5.5 15A1.5 1.5 0 0 1 5 14V5.5A1.5 1.5 0 0 1 6.5 4H14a1.5 1.5 0 0 1 1.2.6",
  check: "M5 12.5l4.5 4.5L19 7.5",
} as const;

const SHOWN_MS = 1_500;

export interface CopyProps {
  /** Its name, also while the sign shows that it worked. */
  label: string;
  /** What a pointer on it is shown then. */
  copied: string;
  /** Gives what is copied, at the click. */
  text: () => string;
  /** Gives the same as HTML, for programs that take it; rejects if there is none. */
  html?: () => Promise<string>;
}

export function CopyButton({ label, copied: told, text, html }: CopyProps): ReactNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className="quiet"
      aria-label={label}
      title={copied ? told : label}
      onClick={() => void copy(text(), html).then(setCopied)}
    >
      <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d={SIGNS[copied ? "check" : "copy"]} />
      </svg>
    </button>
  );
}

/** Puts `text` on the clipboard, with `html` if that is possible; resolves to whether it worked. */
async function copy(text: string, html: CopyProps["html"]): Promise<boolean> {
  // A page without the interface has none of it: plain HTTP in a local network.
  if (html !== undefined && typeof ClipboardItem === "function") {
    // Asked for at once: the right to copy lasts as long as the click.
    const rich = html().then((found) => new Blob([found], { type: "text/html" }));
    const plain = new Blob([text], { type: "text/plain" });
    try {
      const item = new ClipboardItem({ "text/plain": plain, "text/html": rich });
      await navigator.clipboard.write([item]);
      return true;
    } catch {
      // A browser that takes no promise, or nothing but text.
      rich.catch(() => undefined);
    }
  }
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The old way, for pages without the clipboard interface (plain HTTP in a local network). */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  Object.assign(area.style, { position: "fixed", opacity: "0" });
  area.setAttribute("aria-hidden", "true");
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
