/**
 * An image from elsewhere is a link: loading it would tell its server that, when and by whom this
 * answer is read. The Content-Security-Policy forbids it as well.
 */

import type { ReactNode } from "react";

export function RemoteImage({ src, alt }: { src: string; alt: string }): ReactNode {
  // An image that is not on the web is what it is called.
  if (!/^https?:/i.test(src)) return <span>{alt}</span>;
  return (
    <a className="image-link" href={src} target="_blank" rel="noopener noreferrer nofollow">
      {alt === "" ? src : alt}
    </a>
  );
}
