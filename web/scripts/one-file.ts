// Puts a whole build into one HTML file that asks for nothing: its script, its styles, and the notices
// that the licences of others ask for in copies. A policy in its head names the two by their hashes, so
// that whatever is put into the file later as text stays text.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { noticesOf } from "./notices.ts";

/** The place for what was recorded: src/yeoul/commands/recording_page.py and the page look for it. */
const LATER = '"%RECORDING%"';

export function oneFile(template: string, fileName: string): Plugin {
  let root = "";
  return {
    name: "one-file",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      root = config.root;
    },
    generateBundle(_options, bundle) {
      let script = "";
      let styles = "";
      const modules: string[] = [...this.getModuleIds()];
      for (const [name, out] of Object.entries(bundle)) {
        if (out.type === "chunk") {
          if (script !== "") this.error("the script is in more than one file");
          script = out.code;
          modules.push(...out.moduleIds);
        } else if (name.endsWith(".css")) styles += String(out.source);
        delete bundle[name];
      }
      // A font would be most of the file; formulas are shown by those of the reader's system.
      styles = styles.replace(/@font-face\s*\{[^}]*\}/g, "");
      // What a part has to be preceded by: nothing, as all of it is here.
      script = script.replaceAll("__VITE_PRELOAD__", "void 0");
      // Both end at the same letters, wherever these stand.
      script = script.replace(/<(?=\/script|!--)/gi, "\\x3c");
      const notices = noticesOf(root, modules).replaceAll("<", "‹");
      const source = filled(readFileSync(join(root, template), "utf8"), {
        "%POLICY%": policyOf(script, styles),
        "<!--STYLES-->": `<style>${styles}</style>`,
        "<!--NOTICES-->": `<script type="text/plain" id="notices">${notices}</script>`,
        "<!--SCRIPT-->": `<script type="module">${script}</script>`,
      });
      // The script names the place, too, behind it.
      if (!source.split('<script type="module">')[0]?.includes(LATER)) {
        this.error("there is no place for the recording");
      }
      this.emitFile({ type: "asset", fileName, source });
    },
  };
}

function filled(template: string, parts: Record<string, string>): string {
  return template.replace(/%[A-Z]+%|<!--[A-Z]+-->/g, (place) => parts[place] ?? place);
}

function policyOf(script: string, styles: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(styles)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
