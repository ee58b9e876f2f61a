export const newline = 10
export const quote = 34
export const backslash = 92

/** Space, tab, carriage return, no-break space or byte order mark: what doesn't end a line. */
const isLineSpace = (code: number): boolean =>
  code === 32 || code === 9 || code === 13 || code === 0xa0 || code === 0xfeff

/** The same for a regular expression. */
export const lineSpace = String.raw`[ \t\r\u00a0\ufeff]`

/** Where the line space that begins at `at` ends. */
export const skipLineSpace = (text: string, at: number): number => {
  let end = at
  while (isLineSpace(text.charCodeAt(end))) end++
  return end
}

/** Where the line that holds `at` ends: at its newline or the end of the text. */
export const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

/** The end of `start`..`end` without the line space before it. */
export const trimEnd = (text: string, start: number, end: number): number => {
  let trimmed = end
  while (trimmed > start && isLineSpace(text.charCodeAt(trimmed - 1))) trimmed--
  return trimmed
}
