/**
 * Tesseract, compiled to WebAssembly, with its Korean and English: reads the lines of a grey picture.
 * It knows nothing of workers or of where its files are, so that it runs in Node as well.
 */

import openCore, {
  type TesseractApi,
  type TesseractModule,
} from "tesseract.js-core/tesseract-core-simd-lstm.js";
import type { Grey } from "./grey.ts";

/** The network for lines, without the older recogniser. */
const LINES_ONLY = 1;
const PICTURE = "/input";
/** The last 70 % of what the engine calls its progress are the reading itself. */
const LAYOUT_PERCENT = 30;

/** How the engine takes a picture apart. */
export const Layout = { columns: "3", column: "4", block: "6", line: "7" } as const;
export type Layout = (typeof Layout)[keyof typeof Layout];

export interface Word {
  readonly text: string;
  /** From 0 to 100. */
  readonly confidence: number;
}

export interface EngineParts {
  /** The address of the compiled engine. */
  readonly core: string;
  /** What it has learnt, unpacked, by the language's name. */
  readonly languages: Readonly<Record<string, Uint8Array>>;
}

export class Engine {
  readonly #module: TesseractModule;
  readonly #api: TesseractApi;
  #onProgress: (share: number) => void = () => undefined;

  private constructor(module: TesseractModule, api: TesseractApi) {
    this.#module = module;
    this.#api = api;
  }

  static async open({ core, languages }: EngineParts): Promise<Engine> {
    let engine: Engine | null = null;
    const module = await openCore({
      locateFile: () => core,
      TesseractProgress: (percent) => engine?.tell(percent),
      // It says on the console what it thinks of a picture.
      print: () => undefined,
      printErr: () => undefined,
    });
    for (const [name, data] of Object.entries(languages))
      module.FS.writeFile(`./${name}.traineddata`, data);
    const api = new module.TessBaseAPI();
    if (api.Init(null, Object.keys(languages).join("+"), LINES_ONLY) !== 0)
      throw new Error("the engine does not take its languages");
    engine = new Engine(module, api);
    return engine;
  }

  /** What stands in the picture, with the words that it is made of. */
  read(
    picture: Grey,
    layout: Layout,
    onProgress: (share: number) => void = () => undefined,
  ): { readonly text: string; readonly words: readonly Word[] } {
    this.#onProgress = onProgress;
    this.#module.FS.writeFile(PICTURE, portable(picture));
    this.#api.SetVariable("tessedit_pageseg_mode", layout);
    if (this.#api.SetImageFile(1, 0) === 1) throw new Error("the engine does not take the picture");
    this.#api.Recognize(null);
    const text = this.#api.GetUTF8Text();
    const words = wordsOf(JSON.parse(this.#api.GetJSONText()));
    this.#api.Clear();
    return { text, words };
  }

  private tell(percent: number): void {
    this.#onProgress(Math.max(0, (percent - LAYOUT_PERCENT) / (100 - LAYOUT_PERCENT)));
  }
}

/** A picture as a portable grey map (PGM). */
function portable({ width, height, data }: Grey): Uint8Array {
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const file = new Uint8Array(head.length + data.length);
  file.set(head);
  file.set(data, head.length);
  return file;
}

interface Json {
  readonly blocks: readonly {
    readonly paragraphs?: readonly {
      readonly lines?: readonly { readonly words?: readonly Word[] }[];
    }[];
  }[];
}

function wordsOf({ blocks }: Json): readonly Word[] {
  const lines = blocks.flatMap((block) =>
    (block.paragraphs ?? []).flatMap((paragraph) => paragraph.lines ?? []),
  );
  return lines.flatMap((line) => line.words ?? []);
}
