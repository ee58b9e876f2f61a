/** Where a token stands in the request body; both count from 1. Error reasons show it as `[1:14]`. */
export interface Place {
  line: number
  column: number
}
