declare global {
  interface JSON {
    /** A number (or other scalar) that is written exactly so. */
    rawJSON(text: string): { readonly rawJSON: string }
    isRawJSON(value: unknown): value is { readonly rawJSON: string }
    parse(
      text: string,
      reviver: (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown
  }
}

/** Numbers that JavaScript may write differently: many digits, a trailing zero, an exponent, minus zero. */
const suspicious = /\d[\d.]{14}|\.\d*0(?!\d)|\d[eE][+\d-]|-0/

/**
 * Like `JSON.parse`, but a number that JavaScript would write differently stays as it was written, so that the text
 * survives being read, changed elsewhere and written again. Throws SyntaxError.
 */
export const parseLossless = (text: string): unknown =>
  suspicious.test(text)
    ? JSON.parse(text, (_key, value, { source }) =>
        typeof value === 'number' && source !== undefined && String(value) !== source
          ? JSON.rawJSON(source)
          : value,
      )
    : JSON.parse(text)
