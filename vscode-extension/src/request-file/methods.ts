import { lineSpace } from './characters.ts'

/** The methods of Kibana's Console. */
export const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH']

const methodLine = new RegExp(String.raw`(?:${methods.join('|')})(?=${lineSpace}|\n|$)`, 'iy')

/** Where the method that begins at `at` ends, or -1: a method is a whole word. */
export const methodEnd = (text: string, at: number): number => {
  methodLine.lastIndex = at
  return methodLine.test(text) ? methodLine.lastIndex : -1
}
