/** One line of a benchmark: what was measured, and beside what, in the same run. */
export interface Figure {
  /** Stable id, such as `local.bulk-vs-sqlite`. */
  figure: string
  value: number
  unit: string
  beside?: Record<string, number | string>
}
