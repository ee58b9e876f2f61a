-- A furniture shop: 4,200 rows in 3 tables, the same ones each time, with the column types that hurt.
CREATE TABLE suppliers (
  id          integer PRIMARY KEY,
  name        text NOT NULL,
  country     char(2) NOT NULL,
  logo        bytea,
  contact     jsonb,
  active      boolean NOT NULL
);

CREATE TABLE products (
  id          bigint PRIMARY KEY,
  name        text NOT NULL,
  description text,
  price       numeric(20, 6) NOT NULL,
  weight      double precision,
  tags        text[],
  dimensions  numeric(8, 2)[],
  details     jsonb,
  photo       bytea,
  sku         uuid NOT NULL,
  supplier    integer REFERENCES suppliers (id),
  launched    date,
  changed_at  timestamptz NOT NULL
);

CREATE TABLE prices (
  product     bigint REFERENCES products (id) ON DELETE CASCADE,
  currency    char(3),
  amount      numeric NOT NULL,
  valid_from  timestamp,
  PRIMARY KEY (product, currency)
);

INSERT INTO suppliers
SELECT n,
       (ARRAY['Nordlicht Möbel', 'Ébénisterie du Lac', '木工房 さくら', 'Ağaç Atölyesi', 'Oak & Sons'])[1 + n % 5] || ' ' || n,
       (ARRAY['DE', 'CH', 'JP', 'TR', 'GB'])[1 + n % 5],
       CASE WHEN n % 3 = 0 THEN NULL ELSE decode(md5('logo' || n), 'hex') END,
       CASE WHEN n % 4 = 0 THEN NULL
            ELSE jsonb_build_object('phone', '+00 ' || n, 'languages', jsonb_build_array('en', NULL, 'de'), 'deep', jsonb_build_object('a', jsonb_build_object('b', n))) END,
       n % 7 <> 0
FROM generate_series(1, 20) AS n;

INSERT INTO products
SELECT n,
       (ARRAY['walnut', 'oak', 'ash', 'cherry', 'teak', 'birch', 'elm'])[1 + n % 7] || ' '
         || (ARRAY['desk', 'chair', 'shelf', 'bench', 'table', 'bed'])[1 + n % 6] || ' ' || n,
       CASE WHEN n % 11 = 0 THEN NULL
            WHEN n % 13 = 0 THEN E'Zwei Zeilen,\nein "Zitat", ein \\ und 日本語 🪑'
            ELSE 'Made by hand in workshop ' || n % 40 || ', oiled twice, delivered in ' || 1 + n % 9 || ' weeks.' END,
       CASE WHEN n % 500 = 0 THEN 12345678901234.123456 ELSE (n * 7 % 4000) + 0.1 * (n % 10) END,
       CASE WHEN n % 17 = 0 THEN NULL WHEN n % 1000 = 1 THEN 'NaN'::float8 ELSE n / 7.0::float8 END,
       CASE WHEN n % 5 = 0 THEN ARRAY[]::text[] WHEN n % 19 = 0 THEN NULL ELSE ARRAY['wood', NULL, 'room ' || n % 8] END,
       ARRAY[n % 90 + 10, n % 50 + 0.5, n % 30],
       CASE WHEN n % 23 = 0 THEN NULL ELSE jsonb_build_object('finish', 'oil', 'stock', n % 70, 'big', 9007199254740993) END,
       CASE WHEN n % 29 = 0 THEN decode(md5('photo' || n), 'hex') END,
       md5('sku' || n)::uuid,
       1 + n % 20,
       CASE WHEN n % 31 = 0 THEN NULL ELSE date '2001-01-01' + (n % 9000)::integer END,
       timestamptz '2024-02-29 23:59:59.123456+05:30' + n * interval '7 minutes'
FROM generate_series(1, 3000) AS n;

INSERT INTO prices
SELECT n, currency, CASE WHEN n % 97 = 0 THEN 'NaN' ELSE n * factor END, timestamp '2025-01-01' + n * interval '1 hour'
FROM generate_series(1, 590) AS n,
     (VALUES ('EUR', 1.0), ('JPY', 160.25)) AS rate (currency, factor);

ANALYZE;
