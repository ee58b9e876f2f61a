/** The complaint about an id that a path such as `//` leaves empty. */
export const emptyId = (field: string, value: string): string | false =>
  value === '' && `[${field}] cannot be [null] or [""].`
