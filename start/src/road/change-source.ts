import type { Road } from './road.ts'

/** Changes rows behind the connector's back: 12 updated, 3 deleted (without prices, so nothing goes with them), 1 added. */
export const changeSource = ({ database, show }: Road): Promise<void> =>
  show('Change the source', async () => {
    await database.query(`
      UPDATE products SET price = price + 1, name = 'walnut desk, the changed one' WHERE id = 42;
      UPDATE products SET price = price + 1 WHERE id BETWEEN 101 AND 111;
      DELETE FROM products WHERE id BETWEEN 2998 AND 3000;
      INSERT INTO products (id, name, price, sku, changed_at)
        VALUES (3001, 'a new stool 🪑', 19.90, gen_random_uuid(), now())`)
    return { figure: '12 updated, 3 deleted, 1 added', value: undefined }
  })
