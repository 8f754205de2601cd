import { type ReactNode, useEffect, useState } from "react";
import { Icon } from "./icons.tsx";
import { useTexts } from "./text/texts.tsx";

const SHOWN_MS = 1_500;

/** Copies what `text` gives at the click; its name stays `label`, the sign shows that it worked. */
export function CopyButton({ label, text }: { label: string; text: () => string }): ReactNode {
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
      onClick={() => void copyText(text()).then(setCopied)}
    >
      <Icon name={copied ? "check" : "copy"} />
    </button>
  );
}

/** Puts `text` on the clipboard; resolves to whether that worked. */
async function copyText(text: string): Promise<boolean> {
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
