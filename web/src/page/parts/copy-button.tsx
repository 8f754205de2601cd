import { type ReactNode, useEffect, useState } from "react";
import { useTexts } from "../text/texts.tsx";
import { Icon } from "./icons.tsx";

const SHOWN_MS = 1_500;

interface CopyProps {
  /** Its name, also while the sign shows that it worked. */
  label: string;
  /** Gives what is copied, at the click. */
  text: () => string;
  /** Gives the same as HTML, for programs that take it; rejects if there is none. */
  html?: () => Promise<string>;
}

export function CopyButton({ label, text, html }: CopyProps): ReactNode {
  const texts = useTexts();
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
      title={copied ? texts.copied : label}
      onClick={() => void copy(text(), html).then(setCopied)}
    >
      <Icon name={copied ? "check" : "copy"} />
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
  area.className = "off-screen";
  area.setAttribute("aria-hidden", "true");
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
