// Every text that a catalogue offers is said somewhere.

import { join, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");
const CATALOGUES = [
  "text",
  "account/text",
  "actions/text",
  "assistants/text",
  "conversation/text",
  "dictation/text",
  "exhibit/text",
  "faults/text",
  "inspector/text",
  "learn/text",
  "messages/text",
  "models/text",
  "queue/text",
  "reading/text",
  "settings/text",
  "sharing/text",
  "tokens/text",
];
/** Markdown is given the whole catalogue of the page, and takes these from it (`MarkdownTexts`). */
const TAKEN_BY_MARKDOWN = ["imageNotShown", "copyCode", "table", "code", "backToText"];

const config = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile).config;
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
const program = ts.createProgram([join(ROOT, "src/page/main.tsx")], options);
const checker = program.getTypeChecker();

/** The texts of a catalogue, by the place at which each is declared. */
function textsOf(room: string): Map<ts.Node, string> {
  const file = program.getSourceFile(join(ROOT, "src/page", room, "en.ts"));
  const module = file && checker.getSymbolAtLocation(file);
  const en = module && checker.getExportsOfModule(module).find(({ name }) => name === "en");
  if (en === undefined) throw new Error(`no English texts in ${room}`);
  const found = new Map<ts.Node, string>();
  const collect = (symbol: ts.Symbol, before: string): void => {
    for (const each of checker.getTypeOfSymbol(symbol).getProperties()) {
      const [declared] = each.declarations ?? [];
      // Of an array or a function the properties are not ours.
      if (declared === undefined || declared.getSourceFile() !== file) continue;
      found.set(declared, before + each.name);
      collect(each, `${before}${each.name}.`);
    }
  };
  collect(en, "");
  return found;
}

/** What a node of code mentions by name. */
function mentionedBy(node: ts.Node): readonly (ts.Symbol | undefined)[] {
  if (ts.isPropertyAccessExpression(node)) return [checker.getSymbolAtLocation(node.name)];
  if (ts.isBindingElement(node)) {
    const name = (node.propertyName ?? node.name).getText();
    return [checker.getTypeAtLocation(node.parent).getProperty(name)];
  }
  if (!ts.isElementAccessExpression(node)) return [];
  // `texts[state]` may be each of the texts that `state` can name.
  const of = checker.getTypeAtLocation(node.expression);
  const name = checker.getTypeAtLocation(node.argumentExpression);
  const names = name.isUnion() ? name.types : [name];
  return names.map((each) => (each.isStringLiteral() ? of.getProperty(each.value) : undefined));
}

/** All that the code outside the catalogues mentions, by where it is declared. */
function mentioned(): Set<ts.Node> {
  const found = new Set<ts.Node>();
  const visit = (node: ts.Node): void => {
    for (const symbol of mentionedBy(node))
      for (const declared of symbol?.declarations ?? []) found.add(declared);
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles()) {
    const ours = file.fileName.startsWith(join(ROOT, "src"));
    if (ours && !/\/text\/\w\w\.ts$/.test(file.fileName)) visit(file);
  }
  return found;
}

const said = mentioned();

test.each(CATALOGUES)("every text of %s is used", (room) => {
  const texts = textsOf(room);
  expect(texts.size).toBeGreaterThan(3);
  const silent = [...texts].filter(([declared]) => !said.has(declared)).map(([, name]) => name);
  expect(silent).toEqual(room === "text" ? TAKEN_BY_MARKDOWN : []);
});
