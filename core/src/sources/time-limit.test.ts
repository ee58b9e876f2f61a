import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { timeLimit } from './time-limit.ts'

it('cuts a request that nobody answers, and says so', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const caller = new AbortController()
  const limit = timeLimit('The store', caller.signal, 50)
  const { signal } = limit
  await expect(limit.each(() => fetch(`http://127.0.0.1:${port}/`, { signal }))).rejects.toThrow(
    'The store did not answer within 0.05 s.',
  )
  server.close()
})

it("counts each answer for itself, and gives what fails and the caller's own word as they are", async () => {
  const caller = new AbortController()
  const limit = timeLimit('The store', caller.signal, 200)
  for (let at = 0; at < 4; at += 1) {
    await limit.each(() => new Promise((resolve) => setTimeout(resolve, 80)))
  }
  expect(limit.signal.aborted).toBe(false)
  await expect(limit.each(() => Promise.reject(new Error('its own')))).rejects.toThrow('its own')
  caller.abort(new Error('canceled'))
  expect(limit.signal.reason).toEqual(new Error('canceled'))
})
