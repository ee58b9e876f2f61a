const looksNumeric = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i
const looksLikeDate = /^\d{4}-\d{2}(-\d{2})?([T ]\d{2}:\d{2}.*)?$/
const looksWhole = /^\s*[+-]?\d+\s*$/

/** What a text means as a number: whole ones beyond 2^53 keep their digits. Undefined where it means none. */
export const numberOf = (text: string): number | bigint | undefined => {
  if (!looksNumeric.test(text)) return undefined
  const number = Number(text)
  return looksWhole.test(text) && !Number.isSafeInteger(number) ? BigInt(text.trim()) : number
}

/** What it means as a time, in milliseconds; one without a zone is UTC, wherever the worker runs. */
export const timeOf = (text: string): number | undefined => {
  if (!looksLikeDate.test(text)) return undefined
  const zoned = /(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})$/i.test(text.slice(10)) || text.length <= 10
  const time = Date.parse(zoned ? text : `${text}Z`)
  return Number.isNaN(time) ? undefined : time
}
