import pg from 'pg'

/** What no sync can beat: PostgreSQL makes the JSON of all rows and sends it to a process that forgets it. Prints seconds. */
const client = new pg.Client({ connectionString: process.argv[2] })
await client.connect()
const since = performance.now()
// The driver reads the rows of a COPY that nobody asks for, and drops them.
await client.query('COPY (SELECT row_to_json(p) FROM products p) TO STDOUT')
process.stdout.write(`${(performance.now() - since) / 1000}\n`)
await client.end()
