import type { Secret } from './secret.ts'

const hidden = '[secret]'

const base64 = (bytes: Buffer): string[] => {
  const padded = bytes.toString('base64')
  const url = bytes.toString('base64url')
  return [padded, padded.replace(/=+$/, ''), url]
}

/**
 * The middle of a value's base64 when it stands inside something longer (`user:password`): at each of the three
 * offsets, the characters that hold nothing but the value.
 */
const insideBase64 = (value: string): string[] => {
  const bytes = Buffer.from(value)
  return [0, 1, 2].flatMap((offset) => {
    const first = (3 - offset) % 3
    const whole = bytes.subarray(first, first + Math.floor((bytes.length - first) / 3) * 3)
    return whole.length < 6 ? [] : [whole.toString('base64'), whole.toString('base64url')]
  })
}

const percent = (value: string): string[] => {
  // A lone surrogate has no URL form.
  if (!value.isWellFormed()) return []
  const encoded = encodeURIComponent(value)
  const strict = encoded.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  const form = new URLSearchParams({ '': value }).toString().slice(1)
  return [encoded, strict, form].flatMap((text) => [
    text,
    text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  ])
}

const asJson = (value: string): string => JSON.stringify(value).slice(1, -1)

/** Every way in which a value is likely to turn up in a text, longest first. */
const formsOf = (value: string): string[] => {
  const forms = [
    value,
    asJson(value),
    asJson(asJson(value)),
    ...percent(value),
    ...base64(Buffer.from(value)),
    ...insideBase64(value),
    Buffer.from(value).toString('hex'),
  ]
  return [...new Set(forms)].filter((form) => form !== '').sort((a, b) => b.length - a.length)
}

/**
 * Takes secrets out of a text by their values: as they are, JSON-escaped, URL-encoded, in hex and in base64, also
 * where they are a part of what was encoded. What remains is `[secret]` in their place.
 */
export const redact = (text: string, secrets: readonly Secret[]): string =>
  secrets
    .map((secret) => secret.reveal())
    .toSorted((a, b) => b.length - a.length)
    .flatMap(formsOf)
    .reduce((redacted, form) => redacted.replaceAll(form, hidden), text)
