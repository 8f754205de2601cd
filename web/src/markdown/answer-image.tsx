/**
 * An image. One from elsewhere is a link: loading it would tell its server that, when and by whom
 * this answer is read. The Content-Security-Policy forbids it as well. One that is written into the
 * text itself is shown, if it is one of pixels: a drawing could hold more than it shows.
 */

import type { ReactNode } from "react";
import { useMarkdownTexts } from "./texts.ts";

const PIXELS = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$/;
/** Characters of the largest image that is shown. */
const MAX_CHARS = 2_000_000;

export function AnswerImage({ src, alt }: { src: string; alt: string }): ReactNode {
  const texts = useMarkdownTexts();
  if (texts.images !== false && PIXELS.test(src) && src.length <= MAX_CHARS) {
    return <img className="answer-image" src={src} alt={alt} />;
  }
  // An image that is not on the web is what it is called.
  if (!/^https?:/i.test(src)) return <span>{texts.imageNotShown(alt)}</span>;
  return (
    <a className="image-link" href={src} target="_blank" rel="noopener noreferrer nofollow">
      {alt === "" ? src : alt}
    </a>
  );
}
