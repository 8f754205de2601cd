/** The parts of tesseract.js-core that are used here; it brings no types. */

declare module "tesseract.js-core/tesseract-core-simd-lstm.js" {
  export interface TesseractApi {
    Init(dataPath: string | null, languages: string, engineMode: number): number;
    SetVariable(name: string, value: string): boolean;
    SetImageFile(orientation: number, angle: number): number;
    Recognize(monitor: null): number;
    GetUTF8Text(): string;
    GetJSONText(): string;
    Clear(): void;
  }

  export interface TesseractModule {
    readonly FS: {
      writeFile(path: string, data: Uint8Array): void;
    };
    readonly TessBaseAPI: new () => TesseractApi;
  }

  export interface TesseractOptions {
    locateFile?: (name: string) => string;
    print?: (line: string) => void;
    printErr?: (line: string) => void;
  }

  const open: (options: TesseractOptions) => Promise<TesseractModule>;
  // biome-ignore lint/style/noDefaultExport: as the package has it
  export default open;
}
