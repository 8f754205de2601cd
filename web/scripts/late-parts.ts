// Has the page's head name the files of what it loads behind its first paint. The links have no `rel`:
// the page gives them one when its own script is there (src/page/shared/late-file.ts), so that nothing
// competes with what is painted first.

import type { Plugin, Rollup } from "vite";

/** Says of each part which module is its door. */
export function lateParts(doors: Record<string, string>): Plugin {
  let base = "";
  return {
    name: "late-parts",
    apply: "build",
    configResolved(config) {
      base = config.base;
    },
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle = {}, chunk: first }) => {
        if (first === undefined) return [];
        const there = filesOf(bundle, first);
        return Object.entries(doors).flatMap(([part, door]) => {
          const file = Object.values(bundle).find(
            (out) => out.type === "chunk" && (out.facadeModuleId ?? "").endsWith(door),
          );
          if (file?.type !== "chunk" || !reaches(bundle, first, file)) return [];
          // The door comes first.
          const more = [...filesOf(bundle, file)].filter((name) => !there.has(name));
          return more.map((name) => linkTo(base + name, part));
        });
      },
    },
  };
}

function linkTo(href: string, part: string) {
  const attrs = { crossorigin: true, href, "data-part": part };
  return { tag: "link", attrs, injectTo: "head" as const };
}

/** A file and what it imports before it runs. */
function filesOf(bundle: Rollup.OutputBundle, chunk: Rollup.OutputChunk): Set<string> {
  const found = new Set([chunk.fileName]);
  for (const name of found) {
    const out = bundle[name];
    if (out?.type === "chunk") for (const each of out.imports) found.add(each);
  }
  return found;
}

function reaches(
  bundle: Rollup.OutputBundle,
  first: Rollup.OutputChunk,
  late: Rollup.OutputChunk,
): boolean {
  return [...filesOf(bundle, first)].some((name) => {
    const out = bundle[name];
    return out?.type === "chunk" && out.dynamicImports.includes(late.fileName);
  });
}
