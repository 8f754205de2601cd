/** The pictures of a question, small; a click shows one large. */

import "./styles.css";
import { type ReactNode, useContext, useState } from "react";
import type { Attachment } from "../../protocol/index.ts";
import { Dialog } from "../shared/dialog.tsx";
import { PictureAddress } from "./picture-addresses.ts";
import { useFilesTexts } from "./text/texts.ts";

export function ShownPictures({ pictures }: { pictures: readonly Attachment[] }): ReactNode {
  const texts = useFilesTexts();
  const addressOf = useContext(PictureAddress);
  const [large, setLarge] = useState<Attachment | null>(null);
  const image = ({ id, name, width, height }: Attachment): ReactNode => (
    <img
      src={addressOf(id)}
      alt={name || texts.picture}
      width={width}
      height={height}
      loading="lazy"
    />
  );
  return (
    <>
      <ul className="pictures" aria-label={texts.pictures}>
        {pictures.map((each) => (
          <li key={each.id}>
            <button type="button" onClick={() => setLarge(each)}>
              {image(each)}
            </button>
          </li>
        ))}
      </ul>
      {large !== null && (
        <Dialog title={large.name || texts.picture} onClose={() => setLarge(null)}>
          <div className="large-picture">{image(large)}</div>
        </Dialog>
      )}
    </>
  );
}
