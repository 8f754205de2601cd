/** Archives of every size, as other programs write them, and damaged ones. */

import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { isZip, zipEntries } from "../../../src/page/shared/zip.ts";

interface Form {
  /** Whether sizes and places stand in the fields for archives of more than 4 GB. */
  readonly large?: boolean;
  /** Whether the file's own head leaves its sizes to what follows it, as streams do. */
  readonly streamed?: boolean;
  readonly comment?: string;
}

type Field = readonly [bytes: 2 | 4 | 8, value: number];

function record(...fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else if (bytes === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

const FULL = 0xffffffff;

type Bytes = Uint8Array<ArrayBuffer>;

const lengthOf = (pieces: readonly Bytes[]) => pieces.reduce((sum, { length }) => sum + length, 0);

/** A file that begins at `place`, and its entry in the list of contents. */
function fileOf(name: string, text: string, place: number, { large, streamed }: Form) {
  const named = new TextEncoder().encode(name);
  const content = new TextEncoder().encode(text);
  const packed = new Uint8Array(deflateRawSync(content));
  const sizes: Field[] = [
    [4, packed.length],
    [4, content.length],
  ];
  const none: Field[] = [
    [4, 0],
    [4, 0],
  ];
  const head: Field[] = [[2, 20], [2, streamed ? 8 : 0], [2, 8], ...none];
  const local = streamed ? none : sizes;
  const file = [
    record([4, 0x04034b50], ...head, ...local, [2, named.length], [2, 3]),
    named,
    new Uint8Array(3),
    packed,
  ];
  if (streamed) file.push(record([4, 0x08074b50], [4, 0], ...sizes));
  // Another field stands before the one with the sizes.
  const wide: Field[] = [
    [8, content.length],
    [8, packed.length],
    [8, place],
  ];
  const extra = large ? record([2, 7], [2, 2], [2, 9], [2, 1], [2, 24], ...wide) : record();
  const told = large
    ? ([
        [4, FULL],
        [4, FULL],
      ] as const)
    : sizes;
  const rest: Field[] = [
    [2, named.length],
    [2, extra.length],
    [2, 2],
    [4, 0],
    [4, 0],
  ];
  const at: Field = [4, large ? FULL : place];
  const entry = record([4, 0x02014b50], [2, 20], ...head, ...told, ...rest, at);
  return { file, entry: [entry, named, extra, new Uint8Array(2)] };
}

/** An archive of files by name. */
function archive(files: Readonly<Record<string, string>>, form: Form = {}): Blob {
  const all: Bytes[] = [];
  const entries: Bytes[] = [];
  for (const [name, text] of Object.entries(files)) {
    const { file, entry } = fileOf(name, text, lengthOf(all), form);
    all.push(...file);
    entries.push(...entry);
  }
  const [list, bytes, count] = [lengthOf(all), lengthOf(entries), Object.keys(files).length];
  all.push(...entries);
  const end = lengthOf(all);
  if (form.large) {
    const counts: Field[] = [
      [8, count],
      [8, count],
      [8, bytes],
      [8, list],
    ];
    all.push(record([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], ...counts));
    all.push(record([4, 0x07064b50], [4, 0], [8, end], [4, 1]));
  }
  const [told, size, place] = form.large ? [0xffff, FULL, FULL] : [count, bytes, list];
  const said = new TextEncoder().encode(form.comment);
  const fields: Field[] = [
    [4, 0],
    [2, told],
    [2, told],
    [4, size],
    [4, place],
    [2, said.length],
  ];
  all.push(record([4, 0x06054b50], ...fields), said);
  return new Blob(all);
}

async function contents(file: Blob): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, read } of await zipEntries(file))
    found[name] = await new Response(await read()).text();
  return found;
}

const FILES = {
  "conversations.json": "[1]",
  "a/여울.txt": "여울 ".repeat(50_000),
  "empty.json": "",
};

test.each<readonly [string, Form]>([
  ["plain", {}],
  ["large (ZIP64)", { large: true }],
  ["streamed, with the sizes behind each file", { streamed: true }],
  ["large and streamed", { large: true, streamed: true }],
  ["commented", { comment: "made by hand ".repeat(4000) }],
])("an archive that is %s is read", async (_, form) => {
  const file = archive(FILES, form);
  expect(await isZip(file)).toBe(true);
  expect(await contents(file)).toEqual(FILES);
});

test("no cut and no damage does more than refuse", async () => {
  for (const large of [false, true]) {
    const whole = new Uint8Array(await archive({ "a.json": "[1,2,3]" }, { large }).arrayBuffer());
    for (let length = 0; length < whole.length; length += 1)
      await expect(contents(new Blob([whole.slice(0, length)]))).rejects.toThrow(RangeError);
    for (let at = 0; at < whole.length; at += 1)
      for (const value of [0, 1, 0x7f, 0xff]) {
        const damaged = whole.slice();
        damaged[at] = value;
        const failure = await contents(new Blob([damaged])).catch((error: unknown) => error);
        if (failure instanceof Error) expect(isRefusal(failure), `${at} ${value}`).toBe(true);
      }
  }
});

/** Node's streams have an error of their own for damage, where browsers throw a TypeError. */
function isRefusal(error: Error & { readonly code?: unknown }): boolean {
  const known = error instanceof RangeError || error instanceof TypeError;
  return known || `${error.code}`.startsWith("Z_");
}

test("what is no archive says so", async () => {
  for (const text of ["", "PK", '[{"id":1}]', "x".repeat(70_000)]) {
    expect(await isZip(new Blob([text]))).toBe(false);
    await expect(zipEntries(new Blob([text]))).rejects.toThrow(RangeError);
  }
});
