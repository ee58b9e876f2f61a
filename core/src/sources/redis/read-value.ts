import { isUtf8 } from 'node:buffer'
import type { RedisClient } from './open-connection.ts'

/** Larger values stay where they are: only what they are called, and how large they are, is indexed. */
const longestValue = 10 * 1024 * 1024

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const text = (bytes: unknown): string => (bytes instanceof Buffer ? decoder.decode(bytes) : String(bytes))

const texts = (answer: unknown): unknown =>
  Array.isArray(answer) ? answer.map(texts) : answer === null ? null : text(answer)

/** Pairs that Redis gives one after the other, in an order that doesn't depend on how it keeps them. */
const pairs = (answer: unknown): [string, string][] => {
  const flat = Array.isArray(answer) ? answer.map(text) : []
  const found: [string, string][] = []
  for (let at = 0; at + 1 < flat.length; at += 2) found.push([flat[at] ?? '', flat[at + 1] ?? ''])
  return found.toSorted(([a], [b]) => (a < b ? -1 : 1))
}

type Reading = (key: Buffer) => [command: (string | Buffer)[], show: (answer: unknown) => string]

const json = JSON.stringify

/** How each type is read, and shown as text; structures as JSON. */
const readings: Record<string, Reading> = {
  // Bytes that are no text say nothing to a search.
  string: (key) => [
    ['GET', key],
    (answer) => (answer instanceof Buffer && isUtf8(answer) ? text(answer) : ''),
  ],
  hash: (key) => [['HGETALL', key], (answer) => json(Object.fromEntries(pairs(answer)))],
  list: (key) => [['LRANGE', key, '0', '-1'], (answer) => json(texts(answer))],
  set: (key) => [['SMEMBERS', key], (answer) => json([answer].flat().map(text).toSorted())],
  zset: (key) => [
    ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
    (answer) => json(Object.fromEntries(pairs(answer).map(([member, score]) => [member, Number(score)]))),
  ],
  stream: (key) => [['XRANGE', key, '-', '+'], (answer) => json(texts(answer))],
  'ReJSON-RL': (key) => [['JSON.GET', key], text],
}

export interface RedisValue {
  type: string
  /** Bytes, by MEMORY USAGE. */
  size: number
  /** Undefined for types of modules that are not known, and for values that are too long. */
  value: string | undefined
}

/** What a key holds; undefined when it is gone by now. */
export const readValue = async (client: RedisClient, key: Buffer): Promise<RedisValue | undefined> => {
  const [type, size] = await Promise.all([
    client.sendCommand(['TYPE', key]).then(text),
    client.sendCommand(['MEMORY', 'USAGE', key]).then(Number),
  ])
  if (type === 'none') return undefined
  const reading = size > longestValue ? undefined : readings[type]?.(key)
  if (reading === undefined) return { type, size, value: undefined }
  const [command, show] = reading
  const answer: unknown = await client.sendCommand(command)
  return answer === null ? undefined : { type, size, value: show(answer) }
}
