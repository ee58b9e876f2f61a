import { createServer } from 'node:net'

/** That port on 127.0.0.1 when nobody has it at this moment, else another that nobody has. */
export const freePort = (wanted = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => {
      if (wanted === 0) reject(error)
      else resolve(freePort())
    })
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('This machine gave no port.'))
        else resolve(address.port)
      })
    })
  })
