/** A stretch of a text, in UTF-16 units, as VS Code counts them; `end` is the first unit after it. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What to write in the place of a stretch. */
export interface TextEdit extends Span {
  readonly text: string
}

/** The text after edits, which may come in any order and must not overlap. */
export const applyEdits = (text: string, edits: readonly TextEdit[]): string => {
  const pieces: string[] = []
  let at = 0
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    pieces.push(text.slice(at, edit.start), edit.text)
    at = edit.end
  }
  pieces.push(text.slice(at))
  return pieces.join('')
}
