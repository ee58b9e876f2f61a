import type { JsonNode } from './json-node.ts'
import { ParseException } from './parse-exception.ts'
import type { Place } from './place.ts'

// JSON forbids control characters in strings.
// oxlint-disable-next-line no-control-regex -- they are named to be refused
const stringPattern = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const spacePattern = /[ \t\r\n]*/y
const words: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]
const deepest = 1000

class Reader {
  readonly #text: string
  #position = 0
  #line = 1
  #lineStart = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): JsonNode {
    this.#space()
    const at = this.#place()
    const first = this.#text[this.#position]
    if (first === '"') return this.#string(at)
    if (first !== '{' && first !== '[') return this.#scalar(at)
    if (++this.#depth > deepest)
      throw this.#failure('x_content_parse_exception', `nested deeper than ${deepest} levels`)
    const node = first === '{' ? this.#object(at) : this.#array(at)
    this.#depth--
    return node
  }

  #object(at: Place): JsonNode {
    const entries: { name: string; at: Place; value: JsonNode }[] = []
    const broken = this.#each('}', () => {
      const nameAt = this.#place()
      const name = this.#match(stringPattern)
      if (name === undefined) throw this.#unexpected('was expecting double-quote to start field name')
      this.#space()
      if (this.#text[this.#position] !== ':') throw this.#unexpected('was expecting a colon')
      this.#position++
      const value = this.value()
      entries.push({ name: unquote(name), at: nameAt, value })
      return value
    })
    return { kind: 'object', at, end: this.#lastPlace(), entries, broken }
  }

  #array(at: Place): JsonNode {
    const items: JsonNode[] = []
    const broken = this.#each(']', () => {
      const value = this.value()
      items.push(value)
      return value
    })
    return { kind: 'array', at, end: this.#lastPlace(), items, broken }
  }

  /** Reads what is between the brackets, as far as it can be read; returns what stopped it. */
  #each(close: string, read: () => JsonNode): ParseException | undefined {
    this.#position++
    try {
      for (let first = true; !this.#closes(close, first); first = false) {
        const broken = brokenIn(read())
        if (broken) return broken
      }
    } catch (error) {
      if (error instanceof ParseException) return error
      throw error
    }
    this.#position++
    return undefined
  }

  #closes(bracket: string, first: boolean): boolean {
    this.#space()
    if (this.#text[this.#position] === bracket) return true
    if (first) return false
    if (this.#text[this.#position] !== ',') throw this.#unexpected('was expecting comma to separate entries')
    this.#position++
    this.#space()
    return false
  }

  #string(at: Place): JsonNode {
    const quoted = this.#match(stringPattern)
    if (quoted !== undefined) return { kind: 'string', at, value: unquote(quoted) }
    this.#position = this.#text.length
    return { kind: 'cut-off', at, broken: this.#endOfString(at) }
  }

  #scalar(at: Place): JsonNode {
    const number = this.#match(numberPattern)
    if (number !== undefined) return { kind: 'number', at, value: Number(number), text: number }
    for (const [word, value] of words) {
      if (!this.#text.startsWith(word, this.#position)) continue
      this.#position += word.length
      return value === null ? { kind: 'null', at } : { kind: 'boolean', at, value }
    }
    throw this.#unexpected('was expecting a JSON value')
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position
    const found = pattern.exec(this.#text)?.[0]
    this.#position += found?.length ?? 0
    return found
  }

  #space(): void {
    const start = this.#position
    const space = this.#match(spacePattern) ?? ''
    for (let at = space.indexOf('\n'); at >= 0; at = space.indexOf('\n', at + 1)) {
      this.#line++
      this.#lineStart = start + at + 1
    }
  }

  #place(): Place {
    return { line: this.#line, column: this.#position - this.#lineStart + 1 }
  }

  /** Of the bracket that was just read. */
  #lastPlace(): Place {
    return { line: this.#line, column: this.#position - this.#lineStart }
  }

  #failure(type: string, reason: string): ParseException {
    const at = this.#place()
    return new ParseException({ type, reason: `[${at.line}:${at.column}] ${reason}` }, at)
  }

  #unexpected(expected: string): ParseException {
    const character = this.#text[this.#position]
    if (character === undefined) return this.#failure('x_content_e_o_f_exception', 'Unexpected end of file')
    const code = character.codePointAt(0) ?? 0
    return this.#failure(
      'x_content_parse_exception',
      `Unexpected character ('${character}' (code ${code})): ${expected}`,
    )
  }

  /** Its own place is the end of the text; whoever reads the string tells where that began. */
  #endOfString(at: Place): ParseException {
    const end = this.#place()
    const source = `(byte[])"${this.#text.slice(0, 500)}"; line: ${end.line}, column: ${end.column}`
    return new ParseException(
      {
        type: 'x_content_e_o_f_exception',
        reason: `[${end.line}:${end.column}] Unexpected end of file`,
        caused_by: {
          type: 'json_e_o_f_exception',
          reason: `Unexpected end-of-input in VALUE_STRING\n at [Source: ${source}]`,
        },
      },
      at,
    )
  }
}

const unquote = (quoted: string): string => String(JSON.parse(quoted))

const brokenIn = (node: JsonNode): ParseException | undefined =>
  node.kind === 'object' || node.kind === 'array' || node.kind === 'cut-off' ? node.broken : undefined

/** Reads one JSON value with the places of its tokens. Broken JSON is noted at the node where it breaks. */
export const parseJson = (text: string): JsonNode => new Reader(text).value()
