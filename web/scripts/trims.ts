// Leaves out of the page what packages bring and it never uses.

import { codes, constants, types } from "micromark-util-symbol";
import type { Plugin } from "vite";

/** Whole tables, of which a package uses a few entries: these are written in their places. */
const TABLES = { codes, constants, types } as const;
const USES_TABLES = /\/micromark-extension-cjk-friendly[\w-]*\/dist\//;
const ENTRY = /\b(codes|constants|types)\.(\w+)/g;

/** How the attributes of SVG are spelled: none of its elements passes (src/markdown/pipeline.ts). */
const SVG = /\/property-information\/lib\/svg\.js$/;
const WITHOUT_SVG = 'export { html as svg } from "./html.js";';

export function trims(): Plugin {
  return {
    name: "trims",
    apply: "build",
    transform(code, id) {
      if (SVG.test(id)) return { code: WITHOUT_SVG, map: null };
      if (!USES_TABLES.test(id)) return null;
      const written = code.replace(ENTRY, (entry, table: keyof typeof TABLES, name: string) => {
        const values: Readonly<Record<string, unknown>> = TABLES[table];
        return name in values ? JSON.stringify(values[name]) : entry;
      });
      return { code: written, map: null };
    },
  };
}
