// Writes src/protocol/api.gen.ts from an OpenAPI document.
// Usage: npm run types -- path/to/openapi.json   (the server prints that document itself)

import { readFile, writeFile } from "node:fs/promises";
import { argv, exit } from "node:process";
import openapiTS, { astToString } from "openapi-typescript";

const source = argv[2];
if (source === undefined) {
  console.error("usage: npm run types -- path/to/openapi.json");
  exit(2);
}

const header = `/**
 * The shapes of requests, replies and events, generated from the server's OpenAPI document.
 * Do not edit: run \`npm run types\`.
 */

`;

const document = JSON.parse(await readFile(source, "utf8"));
// Responses always carry a field that has a default; only request bodies may leave it out.
const nodes = await openapiTS(document, { alphabetize: true, defaultNonNullable: false });
const target = new URL("../src/protocol/api.gen.ts", import.meta.url);
await writeFile(target, header + astToString(nodes));
