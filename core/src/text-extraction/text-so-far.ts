import { NoText } from './no-text.ts'
import { longestText } from './text-limits.ts'

/** Text that is put together piece by piece, and never grows beyond what one file may have. */
export class TextSoFar {
  #pieces: string[] = []
  #length = 0

  add(piece: string): void {
    this.#length += piece.length
    if (this.#length > longestText) throw new NoText('its text is longer than 10 MiB')
    this.#pieces.push(piece)
  }

  /** Blanks at the ends of lines, and more than one empty line, say nothing. */
  toString(): string {
    const lines = this.#pieces.join('').split('\n')
    return lines
      .map((line) => line.trimEnd())
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim()
  }
}
