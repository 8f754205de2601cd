// Builds the frame of a recording as one file, beside the page (vite.config.ts): src/page/recorded/.

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { oneFile } from "./scripts/one-file.ts";
import { trims } from "./scripts/trims.ts";
import page from "./vite.config.ts";

export default defineConfig({
  base: "./",
  plugins: [react(), trims(), oneFile("recording.template.html", "recording.html")],
  resolve: page.resolve ?? {},
  publicDir: false,
  build: {
    outDir: "../src/yeoul/_web",
    emptyOutDir: false,
    // Pictures go into the styles; the font is left out.
    assetsInlineLimit: (file) => file.endsWith(".svg"),
    cssCodeSplit: false,
    rolldownOptions: {
      input: "src/page/recorded/main.tsx",
      output: { codeSplitting: false },
    },
    target: page.build?.target ?? "es2022",
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
  },
});
