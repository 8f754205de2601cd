/**
 * What becomes of each picture that is added: it goes with the question as it is, or its text does.
 * That follows what the model sees, until a person has chosen for a picture.
 */

import type { AttachedFiles } from "./attached-files.ts";
import { kindOf } from "./file-kinds.ts";
import type { SentPictures } from "./sent-pictures.ts";

/** Whether the model sees pictures; null: nobody tells. */
export type Sees = boolean | null;

export class PictureChoice {
  readonly #texts: AttachedFiles;
  readonly #sent: SentPictures;
  readonly #chosen = new WeakSet<File>();
  #sees: Sees = null;

  constructor(texts: AttachedFiles, sent: SentPictures) {
    this.#texts = texts;
    this.#sent = sent;
  }

  add(files: readonly File[]): void {
    const isSent = (file: File) => this.#sees !== false && kindOf(file) === "picture";
    for (const file of files) if (isSent(file)) this.#sent.add(file);
    this.#texts.add(files.filter((file) => !isSent(file)));
  }

  /** Another model is to answer. What a person has chosen, or corrected, stays as it is. */
  follow(sees: Sees): void {
    if (sees === this.#sees) return;
    this.#sees = sees;
    if (sees === false) {
      for (const { id, file } of this.#sent.getSnapshot())
        if (file !== null && !this.#chosen.has(file)) this.#read(id, file);
      return;
    }
    for (const { id, file, kind } of this.#texts.getSnapshot())
      if (kind === "picture" && !this.#chosen.has(file) && this.#texts.isUntouched(id))
        this.#send(id, file);
  }

  /** Has the text of a picture in the question instead. */
  async readText(id: string): Promise<void> {
    const file = await this.#sent.fileOf(id);
    this.#chosen.add(file);
    this.#read(id, file);
  }

  /** Has a picture go as it is, and not its text. */
  sendPicture(id: number, file: File): void {
    this.#chosen.add(file);
    this.#send(id, file);
  }

  #read(id: string, file: File): void {
    this.#sent.remove(id);
    this.#texts.add([file]);
  }

  #send(id: number, file: File): void {
    this.#texts.remove(id);
    this.#sent.add(file);
  }
}
