/** Larger files come without their text, as in Elastic's service. */
export const longestFile = 10 * 1024 * 1024

/** Characters of text that one file may have. */
export const longestText = 10 * 1024 * 1024

/** Bytes that the parts of one packed file may unpack to. */
export const longestUnpacked = 100 * 1024 * 1024

/** Milliseconds that taking the text out of one file may last. */
export const longestWork = 60_000

/** Megabytes that the thread may hold: of objects, and of bytes beside them. */
export const mostMemory = { objects: 256, bytes: 200 }
