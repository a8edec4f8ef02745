const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * CRC-32 (ISO 3309) over JSON data, eight hexadecimal digits. Objects count with their keys in order, so that a database
 * that orders keys of its own accord changes nothing; every other change shows.
 */
export function checksum(value: unknown): string {
  let crc = 0xffffffff;
  const feed = (text: string): void => {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      crc = TABLE[(crc ^ unit) & 255]! ^ (crc >>> 8);
      crc = TABLE[(crc ^ (unit >>> 8)) & 255]! ^ (crc >>> 8);
    }
  };
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) {
      feed("[");
      for (const item of part) walk(item);
      feed("]");
    } else if (typeof part === "object" && part !== null) {
      feed("{");
      for (const [key, item] of Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) {
        feed(`${key}:`);
        walk(item);
      }
      feed("}");
    } else feed(typeof part === "string" ? `"${part}"` : `${String(part)},`);
  };
  walk(value);
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}
