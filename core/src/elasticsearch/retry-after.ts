import { z } from 'zod'

const headersSchema = z.object({ 'retry-after': z.string(), date: z.string().optional() })

/** Milliseconds; a date is compared with the server's own clock, as ours may differ. */
const retryAfterOf = (headers: unknown): number | undefined => {
  const { 'retry-after': wanted, date } = headersSchema.safeParse(headers).data ?? {}
  if (wanted === undefined) return undefined
  if (/^\d{1,9}$/.test(wanted)) return Number(wanted) * 1_000
  const milliseconds = Date.parse(wanted) - Date.parse(date ?? '')
  return milliseconds >= 0 ? milliseconds : undefined
}

/** Goes along with one request, and keeps of its answer what the client takes out of its errors with the secrets. */
export class Heard {
  /** Milliseconds after which the server wants to be asked again, where it says so. */
  retryAfter: number | undefined
}

const contextSchema = z.object({ heard: z.instanceof(Heard) })

/** @param context what goes along with the request. */
export const hear = <Answer extends { headers: unknown }>(answer: Answer, context: unknown): Answer => {
  const heard = contextSchema.safeParse(context).data?.heard
  if (heard !== undefined) heard.retryAfter = retryAfterOf(answer.headers)
  return answer
}
