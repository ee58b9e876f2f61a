import { z } from 'zod'

/** A file that is not read, and why. `expected`: it never will be, as it is made. */
export class NotRead extends Error {
  override readonly name = 'NotRead'
  readonly expected: boolean
  constructor(reason: string, expected: boolean, cause?: unknown) {
    super(reason, { cause })
    this.expected = expected
  }
}

const coded = z.object({ code: z.string() })

/** Node's code of an error of the file system, such as ENOENT; empty for any other. */
export const codeOf = (error: unknown): string => coded.safeParse(error).data?.code ?? ''

const words: Record<string, string> = {
  EACCES: 'the worker may not read it',
  EPERM: 'the worker may not read it',
  ELOOP: 'it is a link in a circle',
}

export const reasonOf = (error: unknown): string =>
  words[codeOf(error)] ?? `it can't be read (${codeOf(error) || String(error)})`
