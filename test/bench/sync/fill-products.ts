import type pg from 'pg'

/** Rows of about 0.9 KB of JSON: ten columns of the usual types. */
export const fillProducts = async (client: pg.Client, rows: number): Promise<void> => {
  await client.query(`
    CREATE TABLE products (
      id bigint PRIMARY KEY, sku text NOT NULL, name text NOT NULL, price numeric(10, 2), stock int, active boolean,
      updated_at timestamptz, rating float8, attributes jsonb, description text);
    INSERT INTO products
    SELECT n, 'SKU-' || lpad(n::text, 8, '0'), 'Walnut desk no. ' || n, n / 100.0, n % 500, n % 3 <> 0,
           timestamptz '2024-01-01' + n * interval '1 minute', (n % 50) / 10.0,
           jsonb_build_object('colour', 'oak', 'width', n % 300, 'tags', jsonb_build_array('desk', 'batch-' || n % 7)),
           left(repeat(md5(n::text) || ' oiled by hand, ', 18), 680)
      FROM generate_series(1, ${rows}) n;
    ANALYZE products;
    CHECKPOINT`)
}
