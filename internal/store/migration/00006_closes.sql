-- Closed periods: what counts on their days is what was known at the end of
-- as_of. A close holds from known_from until known_to, when it was taken back.

-- +goose Up
CREATE TABLE period_close (
    org_id      {{text}} NOT NULL,
    id          {{text}} NOT NULL,
    period      {{text}} NOT NULL, -- as the calendar named it, with its label and kind
    label       {{text}} NOT NULL,
    kind        {{text}} NOT NULL,
    first_day   {{text}} NOT NULL,
    end_day     {{text}} NOT NULL, -- exclusive
    as_of       {{text}} NOT NULL,
    known_from  {{text}} NOT NULL,
    known_to    {{text}} NOT NULL, -- exclusive
    closed_at   BIGINT NOT NULL, -- microseconds
    closed_by   {{text}} NOT NULL,
    note        {{text}} NOT NULL,
    reopened_at BIGINT NOT NULL, -- 0 while it stands
    reopened_by {{text}} NOT NULL,
    reason      {{text}} NOT NULL,
    PRIMARY KEY (org_id, id)
);

-- What became known after its day: of a closed one it counts when it did.
CREATE INDEX node_day_late ON node_day (org_id, series, node, known) WHERE known > day;
CREATE INDEX sale_day_late ON sale_day (org_id, node, known) WHERE known > day;
