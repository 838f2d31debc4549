-- The ledger lies by months: what is written together lies together, however
-- many nodes there are.
--
-- A server of the version before reads on, but what it writes is refused: there
-- is no key of the kind it names any more. Stop all servers first.

-- +goose Up

-- The months that anything in the ledger lies in. A question of days goes
-- through those of its months that are here.
CREATE TABLE ledger_month (
    org_id {{text}} NOT NULL,
    month  {{text}} NOT NULL, -- 2026-11
    PRIMARY KEY (org_id, month)
){{packed}};

INSERT INTO ledger_month (org_id, month)
SELECT org_id, substr(day, 1, 7) FROM node_day GROUP BY org_id, substr(day, 1, 7)
UNION SELECT org_id, substr(day, 1, 7) FROM sale_day GROUP BY org_id, substr(day, 1, 7)
UNION SELECT org_id, substr(day, 1, 7) FROM mix_day GROUP BY org_id, substr(day, 1, 7)
UNION SELECT org_id, substr(day, 1, 7) FROM customer_day GROUP BY org_id, substr(day, 1, 7);

CREATE TABLE node_month (
    org_id {{text}} NOT NULL,
    series {{text}} NOT NULL,
    month  {{text}} NOT NULL,
    node   {{text}} NOT NULL,
    day    {{text}} NOT NULL,
    known  {{text}} NOT NULL,
    value  BIGINT NOT NULL,
    PRIMARY KEY (org_id, series, month, node, day, known)
){{packed}};

INSERT INTO node_month (org_id, series, month, node, day, known, value)
SELECT org_id, series, substr(day, 1, 7), node, day, known, value FROM node_day
ORDER BY org_id, series, substr(day, 1, 7), node, day, known;

DROP TABLE node_day;
ALTER TABLE node_month RENAME TO node_day;
CREATE INDEX node_day_late ON node_day (org_id, series, node, known, day) WHERE known > day;

CREATE TABLE sale_month (
    org_id           {{text}} NOT NULL,
    month            {{text}} NOT NULL,
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
    PRIMARY KEY (org_id, month, node, day, known)
){{packed}};

INSERT INTO sale_month (org_id, month, node, day, known, revenue, units, profit, orders, uncosted, uncosted_revenue, list_amount, discount_given)
SELECT org_id, substr(day, 1, 7), node, day, known, revenue, units, profit, orders, uncosted, uncosted_revenue, list_amount, discount_given
FROM sale_day ORDER BY org_id, substr(day, 1, 7), node, day, known;

DROP TABLE sale_day;
ALTER TABLE sale_month RENAME TO sale_day;
CREATE INDEX sale_day_late ON sale_day (org_id, node, known, day) WHERE known > day;

CREATE TABLE mix_month (
    org_id {{text}} NOT NULL,
    month  {{text}} NOT NULL,
    node   {{text}} NOT NULL,
    day    {{text}} NOT NULL,
    known  {{text}} NOT NULL,
    parts  {{text}} NOT NULL,
    PRIMARY KEY (org_id, month, node, day, known)
){{packed}};

INSERT INTO mix_month (org_id, month, node, day, known, parts)
SELECT org_id, substr(day, 1, 7), node, day, known, parts FROM mix_day
ORDER BY org_id, substr(day, 1, 7), node, day, known;

DROP TABLE mix_day;
ALTER TABLE mix_month RENAME TO mix_day;

CREATE TABLE customer_month (
    org_id    {{text}} NOT NULL,
    series    {{text}} NOT NULL,
    month     {{text}} NOT NULL,
    node      {{text}} NOT NULL,
    day       {{text}} NOT NULL,
    known     {{text}} NOT NULL,
    part      BIGINT NOT NULL,
    customers {{text}} NOT NULL,
    PRIMARY KEY (org_id, series, month, node, day, known, part)
){{packed}};

INSERT INTO customer_month (org_id, series, month, node, day, known, part, customers)
SELECT org_id, series, substr(day, 1, 7), node, day, known, part, customers FROM customer_day
ORDER BY org_id, series, substr(day, 1, 7), node, day, known, part;

DROP TABLE customer_day;
ALTER TABLE customer_month RENAME TO customer_day;
