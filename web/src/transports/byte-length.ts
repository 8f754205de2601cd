/** The size of texts on the wire. */

const ASCII_END = 0x80;
const TWO_BYTES_END = 0x800;
const HIGH_SURROGATES = 0xd800;
const SURROGATES_END = 0xe000;

/** How many bytes `text` takes in UTF-8; counted without encoding it. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < ASCII_END) continue;
    // Each half of a surrogate pair counts for two of its four bytes.
    const half = unit >= HIGH_SURROGATES && unit < SURROGATES_END;
    bytes += unit < TWO_BYTES_END || half ? 1 : 2;
  }
  return bytes;
}
