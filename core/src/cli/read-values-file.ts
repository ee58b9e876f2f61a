import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { Secret } from '../secrets/secret.ts'
import { readGiven } from './read-given.ts'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const fileSchema = z.record(
  z.string(),
  z.union([scalar, z.array(z.union([z.string(), z.number()]).transform(String))]),
)

const flag = 'from-file'

const wrong = (path: string, what: string): PatchbayError =>
  new PatchbayError('input.invalid', `${flag}: ${path} ${what}.`, {
    field: flag,
    next: 'Write one `key: value` a line, or a JSON object of keys and values.',
  })

/**
 * Values by key, out of a file in YAML or JSON; those of sensitive keys as Secrets.
 * @throws PatchbayError `input.invalid` with the line or the key, and nothing of what the file holds.
 */
export const readValuesFile = async (
  path: string,
  isSensitive: (key: string) => boolean,
): Promise<[key: string, value: unknown][]> => {
  const { LineCounter, parseDocument, visit } = await import('yaml')
  const lineCounter = new LineCounter()
  const document = parseDocument(readGiven(flag, path), { lineCounter, prettyErrors: false })
  const at = (offset: number | undefined): string => {
    const { line, col } = lineCounter.linePos(offset ?? 0)
    return `at line ${line}, column ${col}`
  }
  const [error] = document.errors
  if (error !== undefined) throw wrong(path, `can't be read ${at(error.pos[0])}`)
  visit(document, {
    Alias: (_key, { range }) => {
      throw wrong(path, `names an anchor ${at(range?.[0])}: write its value out`)
    },
  })
  const content: unknown = document.toJS()
  // The schema would leave it out without a word.
  if (typeof content === 'object' && content !== null && Object.hasOwn(content, '__proto__'))
    throw wrong(path, 'holds neither text nor number for __proto__')
  const parsed = fileSchema.safeParse(content)
  if (!parsed.success) {
    const [key] = parsed.error.issues[0]?.path ?? []
    throw wrong(
      path,
      key === undefined
        ? 'is not a list of keys with values'
        : `holds neither text nor number for ${String(key)}`,
    )
  }
  return Object.entries(parsed.data).map(([key, value]) => [
    key,
    isSensitive(key) && value !== null && value !== '' && !Array.isArray(value)
      ? new Secret(String(value))
      : value,
  ])
}
