import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { Secret } from '../secrets/secret.ts'
import { readGiven } from './value-of.ts'

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
  const { LineCounter, parseDocument } = await import('yaml')
  const lineCounter = new LineCounter()
  const document = parseDocument(readGiven(flag, path), { lineCounter, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0])
    throw wrong(path, `can't be read at line ${line}, column ${col}`)
  }
  const parsed = fileSchema.safeParse(document.toJS())
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
