import { MongoClient } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { explainError } from './explain-error.ts'
import { parseSettings, serversOf, uriOf } from './settings.ts'

const settingsOf = (host: string) =>
  parseSettings({ host, user: 'me', password: 'h4nter2x', database: 'd', collection: 'c' })

describe('explainError', () => {
  it('never says the password that stands in a connection string, however it is broken', () => {
    const hosts = [
      'mongodb://me:h4nter2x@',
      'mongodb://me:h4n/ter2x@db.example:27017',
      'mongodb://me:h4nter2x@db.example:notaport',
      'mongodb://me:h4nter2x@db.example/?nope=h4nter2x',
      'mongodb+srv://me:h4nter2x@',
      'mongodb://me:h4nter2x@db.example:1/?serverSelectionTimeoutMS=1',
    ]
    for (const host of hosts) {
      const settings = settingsOf(host)
      let thrown: unknown
      try {
        thrown = new MongoClient(uriOf(settings), { user: 'x' } as object)
      } catch (error) {
        thrown = error
      }
      // Also where the driver's own words hold all of it.
      for (const error of [thrown, new Error(`Invalid connection string "${host}"`)].map((one) =>
        explainError(one, settings),
      )) {
        const printed = [error.message, error.next, String(error.cause), error.stack].join(' ')
        expect(printed).not.toMatch(/h4n|ter2x/)
      }
    }
  })
})

describe('serversOf', () => {
  it('is where the servers are, and nothing of who signs in', () => {
    expect(serversOf({ host: 'mongodb://me:p@ss/word@a:1,b:2/db?x=1' })).toBe('a:1,b:2')
    expect(serversOf({ host: 'a:1' })).toBe('a:1')
    expect(serversOf({ host: 'mongodb+srv://cluster.example/?w=1' })).toBe('cluster.example')
  })
})
