-- Fewer and smaller rows for what every sale adds: what several series say of a
-- node and day stands in one row, and so do the customers who ordered there.

-- +goose Up

-- The part of the ledger that every sale adds to: a column for each series, NULL
-- where the series has no cell. See metric.Cell; node_day has all other series.
CREATE TABLE sale_day (
    org_id           {{text}} NOT NULL,
    node             {{text}} NOT NULL,
    day              {{text}} NOT NULL,
    known            {{text}} NOT NULL,
    revenue          BIGINT,
    units            BIGINT,
    profit           BIGINT,
    orders           BIGINT,
    uncosted         BIGINT,
    uncosted_revenue BIGINT,
    list_amount      BIGINT,
    discount_given   BIGINT,
    PRIMARY KEY (org_id, node, day, known)
){{packed}};

INSERT INTO sale_day (org_id, node, day, known, revenue, units, profit, orders, uncosted, uncosted_revenue, list_amount, discount_given)
SELECT org_id, node, day, known,
    CAST(SUM(CASE WHEN series = 'revenue' THEN value END) AS BIGINT),
    CAST(SUM(CASE WHEN series = 'units' THEN value END) AS BIGINT),
    CAST(SUM(CASE WHEN series = 'profit' THEN value END) AS BIGINT),
    CAST(SUM(CASE WHEN series = 'orders' THEN value END) AS BIGINT),
    CAST(SUM(CASE WHEN series = 'uncosted' THEN value END) AS BIGINT),
    CAST(SUM(CASE WHEN series = 'uncosted_revenue' THEN value END) AS BIGINT),
    CAST(SUM(CASE WHEN series = 'list_amount' THEN value END) AS BIGINT),
    CAST(SUM(CASE WHEN series = 'discount_given' THEN value END) AS BIGINT)
FROM node_day
WHERE series IN ('revenue', 'units', 'profit', 'orders', 'uncosted', 'uncosted_revenue', 'list_amount', 'discount_given')
GROUP BY org_id, node, day, known;

DELETE FROM node_day
WHERE series IN ('revenue', 'units', 'profit', 'orders', 'uncosted', 'uncosted_revenue', 'list_amount', 'discount_given');

-- The cells of customers, those of one node, day and knowledge together: each
-- write appends a part that says how the customers' values changed, as
-- "length of the id in bytes:id value," one after the other.
CREATE TABLE customer_part (
    org_id    {{text}} NOT NULL,
    series    {{text}} NOT NULL,
    node      {{text}} NOT NULL,
    day       {{text}} NOT NULL,
    known     {{text}} NOT NULL,
    part      BIGINT NOT NULL, -- the organisation's pulse at the write
    customers {{text}} NOT NULL,
    PRIMARY KEY (org_id, series, node, day, known, part)
){{packed}};

INSERT INTO customer_part (org_id, series, node, day, known, part, customers)
SELECT org_id, series, node, day, known, 0, string_agg(octet_length(customer) || ':' || customer || ' ' || value || ',', '')
FROM customer_day GROUP BY org_id, series, node, day, known;

DROP TABLE customer_day;
ALTER TABLE customer_part RENAME TO customer_day;
