-- What the sales of people and teams are made of, so that a breakdown adds up
-- rows of days instead of reading deals.

-- +goose Up

-- A row holds the parts of one node, day and knowledge as "length of the place
-- in bytes:place revenue units profit," one after the other, by place.
CREATE TABLE mix_day (
    org_id {{text}} NOT NULL,
    node   {{text}} NOT NULL,
    day    {{text}} NOT NULL,
    known  {{text}} NOT NULL,
    parts  {{text}} NOT NULL,
    PRIMARY KEY (org_id, node, day, known)
){{packed}};

-- Follows seq as long as all who write know of mix_day. Where it stays behind,
-- the rows are not whole: they are not read, and are filled anew.
ALTER TABLE pulse ADD COLUMN mixed BIGINT NOT NULL DEFAULT 0;
