/** What became of what was sent to the content index. */
export interface Written {
  indexed: number
  deleted: number
  /** Of JSON as the source gave it, acknowledged. */
  jsonBytes: number
  /** Documents that Elasticsearch does not take as they are, or that somebody else wrote at the same time. */
  refused: number
  /** The first of them. */
  refusals: { id: string; reason: string }[]
  /** Documents that changed after the scan and were therefore not deleted. */
  kept: number
}

const keptRefusals = 20
const longestReason = 500

export const nothingWritten = (): Written => ({
  indexed: 0,
  deleted: 0,
  jsonBytes: 0,
  refused: 0,
  refusals: [],
  kept: 0,
})

/** Counts a document as refused, and remembers the first ones. */
export const countRefusal = (written: Written, id: string, reason: string): void => {
  written.refused += 1
  if (written.refusals.length < keptRefusals) {
    written.refusals.push({ id, reason: reason.slice(0, longestReason) })
  }
}
