import { secretsIn } from '@patchbay/core/words'
import type { KnownBlock } from '@slack/types'
import { line, lines, preformatted, text } from './blocks.ts'

/** What an answer delivers, for the modal of the one who asked; nothing where it delivers nothing. */
export const deliveredKeys = (result: unknown): KnownBlock[] => {
  const keys = Object.entries(secretsIn(result))
  if (keys.length === 0) return []
  return [
    lines(line(text('Shown once, and stored nowhere. Copy it now; collecting again makes another.'))),
    ...keys.map(([path, key]) => preformatted([`${path.split('.').at(-1) ?? path}: ${key.reveal()}`])),
  ]
}
