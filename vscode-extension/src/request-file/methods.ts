/** The methods of Kibana's Console. */
export const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH']

const methodLine = /(?:GET|HEAD|POST|PUT|DELETE|PATCH)(?![^\s])/iy

/** Where the method that begins at `at` ends, or -1: a method is a whole word. */
export const methodEnd = (text: string, at: number): number => {
  methodLine.lastIndex = at
  return methodLine.test(text) ? methodLine.lastIndex : -1
}
