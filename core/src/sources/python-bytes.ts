const named: Record<number, string> = { 0x09: '\\t', 0x0a: '\\n', 0x0d: '\\r', 0x5c: '\\\\' }

/** Bytes as Python prints them, since Elastic's service makes ids that way. */
export const pythonBytes = (bytes: Buffer): string => {
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'"
  const text = [...bytes].map((byte) => {
    if (byte === quote.charCodeAt(0)) return `\\${quote}`
    if (byte >= 0x20 && byte < 0x7f && byte !== 0x5c) return String.fromCharCode(byte)
    return named[byte] ?? `\\x${byte.toString(16).padStart(2, '0')}`
  })
  return `b${quote}${text.join('')}${quote}`
}
