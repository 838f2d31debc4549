-- Where goals and targets end, as it was foreseen on each day.

-- +goose Up
CREATE TABLE projection (
    org_id    {{text}} NOT NULL,
    subject   {{text}} NOT NULL, -- a goal, or a node with metric and period
    as_of     {{text}} NOT NULL,
    made_at   BIGINT NOT NULL, -- microseconds
    goal      {{text}} NOT NULL, -- '' for a target
    node      {{text}} NOT NULL,
    metric    {{text}} NOT NULL,
    first_day {{text}} NOT NULL,
    end_day   {{text}} NOT NULL, -- exclusive
    inputs    {{text}} NOT NULL, -- names everything that it was made of
    body      {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, subject, as_of)
);
CREATE INDEX projection_by_day ON projection (org_id, as_of);
CREATE INDEX projection_by_end ON projection (org_id, end_day);
