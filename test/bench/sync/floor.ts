import pg from 'pg'
import { z } from 'zod'

/**
 * What no sync can beat: PostgreSQL makes the JSON of all rows and sends it to a process that forgets it. `of` says of
 * what: of the rows as they are, or of the documents that a sync makes of them, with ids and the field names of
 * Elastic's service. Prints seconds.
 */
const told = z.object({ database: z.string(), of: z.enum(['rows', 'documents']) })
const { database, of } = told.parse(JSON.parse(process.argv[2] ?? ''))

const columnsSql = `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'products'::regclass AND attnum > 0`

const documentsOf = async (client: pg.Client): Promise<string> => {
  const { rows } = await client.query<{ name: string }>(`${columnsSql} ORDER BY attnum`)
  const fields = rows.map(({ name }) => `p.${name} AS public_products_${name}`)
  const constant = `'shop'::text AS database, 'public'::text AS schema, 'products'::text AS "table"`
  return `SELECT 'shop_public_products_' || p.id AS id, ${fields.join(', ')}, ${constant} FROM products p`
}

const client = new pg.Client({ connectionString: database })
await client.connect()
const from = of === 'rows' ? 'products' : `(${await documentsOf(client)})`
const since = performance.now()
// The driver reads the rows of a COPY that nobody asks for, and drops them.
await client.query(`COPY (SELECT row_to_json(r) FROM ${from} r) TO STDOUT`)
process.stdout.write(`${(performance.now() - since) / 1000}\n`)
await client.end()
