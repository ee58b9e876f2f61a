/** Milliseconds between 1601 and 1970. */
const epoch = 11_644_473_600_000n

/** Milliseconds since 1970 of the time of a file, which counts 100 ns since 1601. */
export const timeOf = (ticks: bigint): number => Number(ticks / 10_000n - epoch)

export const fileTime = (milliseconds: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE((BigInt(milliseconds) + epoch) * 10_000n)
  return bytes
}
