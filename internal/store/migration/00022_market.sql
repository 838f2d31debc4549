-- The market index: one value a month, as known from which day on.

-- +goose Up
CREATE TABLE market_month (
    org_id     {{text}} NOT NULL,
    month      {{text}} NOT NULL, -- its first day
    known_from {{text}} NOT NULL,
    known_to   {{text}} NOT NULL, -- exclusive
    value      BIGINT NOT NULL, -- 1/10,000
    at         BIGINT NOT NULL, -- microseconds; when it was stored
    by_name    {{text}} NOT NULL,
    PRIMARY KEY (org_id, month, known_from)
);
