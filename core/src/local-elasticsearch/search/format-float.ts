const texts = new Map<number, string>()

/** The shortest decimal that means the same single-precision number, always with a fraction, as Java prints it. */
export const formatFloat = (value: number): string => {
  const known = texts.get(value)
  if (known !== undefined) return known
  let text = String(value)
  for (let digits = 1; digits <= 9; digits++) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) !== Math.fround(value)) continue
    text = String(shorter)
    break
  }
  if (/^-?\d+$/.test(text)) text += '.0'
  if (texts.size > 10_000) texts.clear()
  texts.set(value, text)
  return text
}
