// Builds the page into the server's package, from which api/page.py serves it. No script, style
// or asset is inlined: the Content-Security-Policy allows only files of this server.

import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compressed } from "./scripts/compressed.ts";
import { lateParts } from "./scripts/late-parts.ts";
import { notices } from "./scripts/notices.ts";
import { trims } from "./scripts/trims.ts";

export default defineConfig({
  base: "/",
  experimental: {
    // Scripts and styles find each other wherever they lie, so that the page works under any path.
    // The addresses in the HTML are written by the server (src/yeoul/api/page.py).
    renderBuiltUrl: (_file, { hostType }) => (hostType === "html" ? undefined : { relative: true }),
  },
  plugins: [
    react(),
    lateParts({ markdown: "src/markdown/index.ts" }),
    notices(),
    trims(),
    compressed(),
  ],
  resolve: {
    alias: {
      // What this package does in browsers assigns innerHTML, which the policy forbids.
      "decode-named-character-reference": fileURLToPath(
        new URL("node_modules/decode-named-character-reference/index.js", import.meta.url),
      ),
      // For versions of React without the hook.
      "use-sync-external-store/shim/index.js": "react",
      // For browsers without the function, which the page has left behind.
      "@ungap/structured-clone": fileURLToPath(
        new URL("src/markdown/structured-clone.ts", import.meta.url),
      ),
    },
  },
  build: {
    outDir: "../src/yeoul/_web",
    emptyOutDir: true,
    assetsDir: "assets",
    rolldownOptions: {
      input: ["index.html", "docs.html"],
      // What is there at first comes in one file, beside the bundler's own few lines, and so does what
      // the page fetches behind its first paint; the inspector, accounts and the languages are files of
      // their own. By itself the bundler makes a file of each part that others share, with its address in
      // the first one; together they are larger.
      output: {
        // The server sends no address that ends in .gz: what is packed has its name without that.
        assetFileNames: ({ names: [name = ""] }) => {
          if (name.endsWith(".traineddata.gz"))
            return `assets/${name.split(".", 1)[0]}-[hash].traineddata`;
          return `assets/${name.includes(".worker.") ? "workers/" : ""}[name]-[hash][extname]`;
        },
        codeSplitting: {
          groups: [
            { name: "shell", test: /src\/page\/main\.tsx$/, priority: 2 },
            {
              name: "rooms",
              test: /src\/(page\/(?!inspector\/|faults\/|exhibit\/|files\/|learn\/|recorded\/|account\/|tokens\/|text\/\w\w\.ts)|core\/(?!accounts\/))/,
              priority: 1,
            },
          ],
        },
      },
    },
    assetsInlineLimit: 0,
    target: ["chrome111", "firefox114", "safari16.4"],
    modulePreload: {
      polyfill: false,
      // What a late script imports is there, or comes with it: only its styles have to be named.
      resolveDependencies: (_file, deps, { hostType }) =>
        hostType === "html" ? deps : deps.filter((each) => each.endsWith(".css")),
    },
    reportCompressedSize: false,
    // scripts/bundle-size.mjs holds the budget, in the bytes that are sent.
    chunkSizeWarningLimit: 2_000,
  },
  worker: {
    format: "es",
    // The server answers for what lies there with a policy of its own (src/yeoul/api/page.py).
    rolldownOptions: { output: { entryFileNames: "assets/workers/[name]-[hash].js" } },
  },
  server: { proxy: { "/api": { target: "http://127.0.0.1:8000", ws: true } } },
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    testTimeout: 10_000,
  },
});
