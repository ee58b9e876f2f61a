import { setTimeout as sleep } from 'node:timers/promises'
import type { Intercept } from '@patchbay/core'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Postgresql, startPostgresql } from '../fixtures/start-postgresql.ts'
import type { WorkerGround } from './open-worker.ts'
import { firstSeed, forEachSeed, type Random, seeded } from './seeded.ts'

const accounts = 300
const amount = 100

/** Rows that leave most of their block empty, so that a small table is read in several pieces. */
const begin = `
  CREATE TABLE accounts (id int PRIMARY KEY, amount int NOT NULL, words text) WITH (fillfactor = 10);
  INSERT INTO accounts SELECT i, ${amount}, repeat(md5(i::text), 25) FROM generate_series(1, ${accounts}) i`

const documentSchema = z.looseObject({ public_accounts_id: z.int(), public_accounts_amount: z.int() })
const rowsSchema = z.array(z.object({ id: z.int(), amount: z.int() }))

/** Changes a table until it is told to stop. Whatever it does, the sum of the amounts stays the same. */
class Mover {
  readonly #client: pg.Client
  readonly #random: Random
  readonly #ids = Array.from({ length: accounts }, (_, n) => n + 1)
  #newest = accounts
  #stopped = false
  moves = 0

  constructor(client: pg.Client, random: Random) {
    this.#client = client
    this.#random = random
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      await this.#client.query(this.#next())
      this.moves += 1
    }
  }

  stop(): void {
    this.#stopped = true
  }

  #next(): string {
    const ids = this.#ids
    const from = this.#random.below(ids.length)
    const to = (from + 1 + this.#random.below(ids.length - 1)) % ids.length
    const [a, b] = [ids[from] ?? 0, ids[to] ?? 0]
    const few = ids.length < accounts - 50
    switch (this.#random.below(20)) {
      case 0:
        return 'VACUUM accounts'
      case 1:
      case 2:
        this.#newest += 1
        ids[from] = this.#newest
        return `UPDATE accounts SET id = ${this.#newest} WHERE id = ${a}`
      case 3:
      case 4:
        if (few) break
        ids.splice(from, 1)
        return `WITH gone AS (DELETE FROM accounts WHERE id = ${a} RETURNING amount)
          UPDATE accounts SET amount = accounts.amount + gone.amount FROM gone WHERE id = ${b}`
      case 5:
      case 6:
        if (ids.length > accounts + 50) break
        this.#newest += 1
        ids.push(this.#newest)
        return `WITH less AS (UPDATE accounts SET amount = amount - 7 WHERE id = ${a} RETURNING words)
          INSERT INTO accounts SELECT ${this.#newest}, 7, words FROM less`
      default:
    }
    return `UPDATE accounts SET amount = amount + CASE id WHEN ${a} THEN -3 ELSE 3 END WHERE id IN (${a}, ${b})`
  }
}

/** A table in a real PostgreSQL that changes while it is read. */
export const movingTableCases = (ground: () => WorkerGround, runs: number): void => {
  describe('a table that changes while full syncs read it', () => {
    let server: Postgresql
    beforeAll(async () => {
      server = await startPostgresql()
    })
    afterAll(() => server?.stop())

    const amountsIn = async (index: string): Promise<Map<number, number>> => {
      const found = Object.values(await ground().documents(index)).map((one) => documentSchema.parse(one))
      return new Map(found.map((one) => [one.public_accounts_id, one.public_accounts_amount]))
    }

    it(
      `is shown as it was at one moment (${runs} syncs from seed ${firstSeed})`,
      async () => {
        const client = await server.database('bank')
        await client.query(begin)
        const { port, username, password } = server
        const login = { host: '127.0.0.1', port, username, password, database: 'bank' }
        const { id, index } = await ground().connectorOf('postgresql', {
          ...login,
          schema: 'public',
          tables: ['*'],
        })
        expect(await ground().sync(id)).toMatchObject({ status: 'completed' })
        const mover = new Mover(client, seeded(firstSeed))
        const moving = mover.run()
        try {
          await forEachSeed(runs, async (seed) => {
            const random = seeded(seed)
            const intercept: Intercept = async (_call, send) => {
              await sleep(random.below(12))
              return send()
            }
            const before = mover.moves
            const slow = { intercept, bulk: { bytes: 16 * 1024 }, maxDeletedShare: 1 }
            expect(await ground().sync(id, slow)).toMatchObject({ status: 'completed' })
            // A scan during which nothing changes proves nothing.
            expect(mover.moves).toBeGreaterThan(before + 10)
            const sum = [...(await amountsIn(index)).values()].reduce((all, one) => all + one, 0)
            expect(sum).toBe(accounts * amount)
          })
        } finally {
          mover.stop()
          await moving
        }
        await ground().sync(id, { maxDeletedShare: 1 })
        const rows = rowsSchema.parse((await client.query('SELECT id, amount FROM accounts')).rows)
        expect(await amountsIn(index)).toEqual(new Map(rows.map((row) => [row.id, row.amount])))
      },
      60_000 + runs * 20_000,
    )
  })
}
