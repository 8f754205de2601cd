/**
 * The files in a ZIP archive, of any size: its list of contents stands at its end, and of the rest
 * only what is wanted is read. After PKWARE's APPNOTE 6.3.10, without encryption.
 */

export interface ZipEntry {
  readonly name: string;
  readonly read: () => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_PLACE = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end record with the longest comment, and the one before it that tells of larger archives. */
const TAIL_BYTES = 22 + 0xffff + 20;

/** Whether a file begins as an archive does. */
export async function isZip(file: Blob): Promise<boolean> {
  const head = await viewOf(file, 0, 4);
  return head.byteLength === 4 && head.getUint32(0, true) === LOCAL;
}

/** Lists the files of an archive. @throws RangeError if it is cut off or damaged */
export async function zipEntries(file: Blob): Promise<readonly ZipEntry[]> {
  const { at, bytes, count } = await directoryOf(file);
  const view = await viewOf(file, at, at + bytes);
  const entries: ZipEntry[] = [];
  let place = 0;
  for (let number = 0; number < count; number += 1) {
    if (view.getUint32(place, true) !== ENTRY)
      throw new RangeError("no archive's list of contents");
    const nameBytes = view.getUint16(place + 28, true);
    const extraBytes = view.getUint16(place + 30, true);
    const name = new TextDecoder().decode(bytesOf(view, place + 46, nameBytes));
    const method = view.getUint16(place + 10, true);
    const { size, offset } = placesOf(view, place, nameBytes, extraBytes);
    entries.push({ name, read: () => contentOf(file, offset, size, method) });
    place += 46 + nameBytes + extraBytes + view.getUint16(place + 32, true);
  }
  return entries;
}

async function directoryOf(file: Blob): Promise<{ at: number; bytes: number; count: number }> {
  const start = Math.max(0, file.size - TAIL_BYTES);
  const tail = await viewOf(file, start, file.size);
  for (let at = tail.byteLength - 22; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== END) continue;
    const before = at - 20;
    if (before >= 0 && tail.getUint32(before, true) === END_64_PLACE) {
      const end = await viewOf(file, large(tail, before + 8), file.size);
      if (end.getUint32(0, true) !== END_64) throw new RangeError("no end of an archive");
      return { count: large(end, 32), bytes: large(end, 40), at: large(end, 48) };
    }
    return {
      count: tail.getUint16(at + 10, true),
      bytes: tail.getUint32(at + 12, true),
      at: tail.getUint32(at + 16, true),
    };
  }
  throw new RangeError("no end of an archive");
}

/** The packed size of an entry and where it begins; what is too large for its fields stands behind. */
function placesOf(
  view: DataView,
  place: number,
  nameBytes: number,
  extraBytes: number,
): { size: number; offset: number } {
  const whole = view.getUint32(place + 24, true);
  let size = view.getUint32(place + 20, true);
  let offset = view.getUint32(place + 42, true);
  let at = place + 46 + nameBytes;
  const end = at + extraBytes;
  while (at + 4 <= end) {
    const kind = view.getUint16(at, true);
    let field = at + 4;
    at = field + view.getUint16(at + 2, true);
    if (kind !== 1) continue;
    if (whole === 0xffffffff) field += 8;
    if (size === 0xffffffff) {
      size = large(view, field);
      field += 8;
    }
    if (offset === 0xffffffff) offset = large(view, field);
  }
  return { size, offset };
}

async function contentOf(
  file: Blob,
  offset: number,
  size: number,
  method: number,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const head = await viewOf(file, offset, offset + 30);
  if (head.getUint32(0, true) !== LOCAL) throw new RangeError("no file of an archive");
  const start = offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = file.slice(start, start + size).stream();
  if (method === 0) return packed;
  if (method !== 8) throw new RangeError(`packed in a way that is not known here (${method})`);
  return packed.pipeThrough(new DecompressionStream("deflate-raw"));
}

async function viewOf(file: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await file.slice(start, end).arrayBuffer());
}

function bytesOf(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length);
}

function large(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
