/**
 * Tesseract, compiled to WebAssembly, with its Korean and English: reads the lines of a grey picture.
 * It knows nothing of workers or of where its files are, so that it runs in Node as well.
 */

import openCore, {
  type TesseractApi,
  type TesseractModule,
} from "tesseract.js-core/tesseract-core-simd-lstm.js";
import type { Grey } from "./grey.ts";

/** The network for lines, without the older recogniser; and each picture is one line. */
const LINES_ONLY = 1;
const ONE_LINE = "7";
const PICTURE = "/input";

export interface Word {
  readonly text: string;
  /** From 0 to 100. */
  readonly confidence: number;
}

/** What was read in a line. */
export interface LineRead {
  readonly text: string;
  readonly words: readonly Word[];
}

/** Reads pictures of one line: an engine here, or one elsewhere. */
export interface LineReader {
  read(line: Grey, languages?: string): LineRead | Promise<LineRead>;
}

export interface EngineParts {
  /** The address of the compiled engine. */
  readonly core: string;
  /** What it has learnt, unpacked, by the language's name. */
  readonly languages: Readonly<Record<string, Uint8Array>>;
}

export class Engine implements LineReader {
  readonly #module: TesseractModule;
  /** What reads with these languages, joined by "+". */
  readonly #apis = new Map<string, TesseractApi>();
  readonly #all: string;

  private constructor(module: TesseractModule, all: string) {
    this.#module = module;
    this.#all = all;
  }

  static async open({ core, languages }: EngineParts): Promise<Engine> {
    const module = await openCore({
      locateFile: () => core,
      // It says on the console what it thinks of a picture.
      print: () => undefined,
      printErr: () => undefined,
    });
    for (const [name, data] of Object.entries(languages))
      module.FS.writeFile(`./${name}.traineddata`, data);
    return new Engine(module, Object.keys(languages).join("+"));
  }

  /** What stands in a picture of one line, read with these languages; default: with all of them. */
  read(line: Grey, languages = this.#all): LineRead {
    const api = this.#apiFor(languages);
    this.#module.FS.writeFile(PICTURE, portable(line));
    if (api.SetImageFile(1, 0) === 1) throw new Error("the engine does not take the picture");
    api.Recognize(null);
    // Between the words of its list there need not be a space: Korean is cut into syllables there.
    const text = api.GetUTF8Text().trim().replace(/\s+/g, " ");
    const words = wordsOf(JSON.parse(api.GetJSONText()));
    api.Clear();
    return { text, words };
  }

  #apiFor(languages: string): TesseractApi {
    const known = this.#apis.get(languages);
    if (known !== undefined) return known;
    const api = new this.#module.TessBaseAPI();
    if (api.Init(null, languages, LINES_ONLY) !== 0)
      throw new Error("the engine does not take its languages");
    api.SetVariable("tessedit_pageseg_mode", ONE_LINE);
    this.#apis.set(languages, api);
    return api;
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
