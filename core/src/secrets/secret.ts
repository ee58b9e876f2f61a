const hidden = '[secret]'

/**
 * A value that must not be shown: it prints as `[secret]`, and serialising it throws, so that a forgotten one is
 * noticed instead of being stored. `reveal()` is the only way to the value; search for it to see who looks.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return hidden
  }

  toJSON(): never {
    throw new TypeError('A Secret must not be serialised: reveal it where it is needed, or leave it out.')
  }

  [Symbol.toPrimitive](): string {
    return hidden
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden
  }
}
