const numbered = /<(?:id|key)\d+>/g
const anything = /<(?:ts|uuid|secret|names)>/
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z$/

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the placeholders of a recording stand for in this run; each is bound where an answer first has it. */
export class Placeholders {
  readonly #bound = new Map<string, string>()

  bind(placeholder: string, value: string): void {
    this.#bound.set(placeholder, value)
  }

  /** The text with everything filled in that is bound. */
  fill(text: string): string {
    return text.replaceAll(numbered, (placeholder) => this.#bound.get(placeholder) ?? placeholder)
  }

  /** Where the answer differs from the recording, as sentences; none when it doesn't. */
  differences(expected: unknown, actual: unknown, path = 'answer'): string[] {
    if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
      return expected.flatMap((item, index) => this.differences(item, actual[index], `${path}[${index}]`))
    }
    if (isRecord(expected) && isRecord(actual)) {
      const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
      return keys.flatMap((key) => {
        if (!(key in actual)) return [`${path}.${key} is missing`]
        if (!(key in expected)) return [`${path}.${key} should not be there: ${JSON.stringify(actual[key])}`]
        return this.differences(expected[key], actual[key], `${path}.${key}`)
      })
    }
    if (this.#same(expected, actual)) return []
    return [`${path} is ${JSON.stringify(actual)}, recorded was ${JSON.stringify(expected)}`]
  }

  #same(expected: unknown, actual: unknown): boolean {
    if (expected === '<epoch>') return typeof actual === 'number'
    if (typeof expected !== 'string' || typeof actual !== 'string') return expected === actual
    if (expected === '<ts>') return timestamp.test(actual)
    if (/^<id\d+>$/.test(expected) && !this.#bound.has(expected)) this.bind(expected, actual)
    const filled = this.fill(expected)
    if (!anything.test(filled)) return filled === actual
    return new RegExp(`^${filled.split(anything).map(escape).join('.+')}$`, 's').test(actual)
  }
}
