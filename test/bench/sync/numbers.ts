export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

export const round = (value: number, digits = 0): number => Number(value.toFixed(digits))

/** A median with the least and the most beside it, as the machine does other things too. */
export const spread = (values: readonly number[], digits = 2): string =>
  `${round(Math.min(...values), digits)} to ${round(Math.max(...values), digits)}`
