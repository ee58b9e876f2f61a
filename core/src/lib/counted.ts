/** A whole number as 1,234,567. Without Intl, whose tables would take 6 MB of a worker's memory for it. */
export const withCommas = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

/** A number with its noun: `1 document`, `4,200 documents`. */
export const counted = (count: number, noun: string): string =>
  `${withCommas(count)} ${noun}${count === 1 ? '' : 's'}`
