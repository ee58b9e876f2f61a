/** Prints JSON as Elasticsearch does for `?pretty`: two spaces, ` : `, and a line end after it. */
export const printPretty = (value: unknown): string => `${print(value, '')}\n`

const print = (value: unknown, indent: string): string => {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return JSON.stringify(value)
  const inner = `${indent}  `
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const lines = Array.isArray(value)
    ? value.map((item) => print(item, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)} : ${print(item, inner)}`)
  if (lines.length === 0) return `${open} ${close}`
  return `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${indent}${close}`
}
