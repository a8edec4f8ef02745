const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
const PADDING = "=".charCodeAt(0);
/** The six bits of each character code; 255 for characters that are not of the alphabet. */
const BITS = new Uint8Array(128).fill(255);
for (const [bits, code] of CODES.entries()) BITS[code] = bits;

/** Bytes as base64 (RFC 4648, section 4, with padding): the same in Node and in browsers, whatever the length. */
export function toBase64(bytes: Uint8Array): string {
  const out = new Uint8Array(4 * Math.ceil(bytes.length / 3)).fill(PADDING);
  for (let from = 0, at = 0; from < bytes.length; from += 3, at += 4) {
    const left = bytes.length - from;
    const group =
      (bytes[from]! << 16) | ((left > 1 ? bytes[from + 1]! : 0) << 8) | (left > 2 ? bytes[from + 2]! : 0);
    out[at] = CODES[group >> 18]!;
    out[at + 1] = CODES[(group >> 12) & 63]!;
    if (left > 1) out[at + 2] = CODES[(group >> 6) & 63]!;
    if (left > 2) out[at + 3] = CODES[group & 63]!;
  }
  return new TextDecoder().decode(out);
}

/** The bytes of a base64 text; null where it is none. */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const letters = text.length - padding;
  for (let from = 0, at = 0; from < letters; from += 4, at += 3) {
    let group = 0;
    for (let place = 0; place < 4; place++) {
      const code = from + place < letters ? text.charCodeAt(from + place) : CODES[0]!;
      const bits = code < 128 ? BITS[code]! : 255;
      if (bits === 255) return null;
      group = (group << 6) | bits;
    }
    bytes[at] = group >> 16;
    if (at + 1 < bytes.length) bytes[at + 1] = group >> 8;
    if (at + 2 < bytes.length) bytes[at + 2] = group;
  }
  return bytes;
}
