/** Text messages of a server as frames of RFC 6455, for sockets that share most of a message. */

/**
 * UTF-8 as a string with one character for each byte. Such strings are joined without a copy and become bytes only when
 * they are written, as `latin1`.
 */
export const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

/** A whole message, of what `bytesOf` answers. */
export function textFrame(bytes: string): string {
  const { length } = bytes;
  if (length < 126) return String.fromCharCode(FINAL_TEXT, length) + bytes;
  if (length < 65_536) return String.fromCharCode(FINAL_TEXT, 126, length >> 8, length & 255) + bytes;
  const digits = [length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
  return String.fromCharCode(FINAL_TEXT, 127, 0, 0, 0, 0, ...digits) + bytes;
}

const FINAL_TEXT = 0x81;
