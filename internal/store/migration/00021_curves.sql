-- The plan curve that is declared for a metric: how much of a target is expected when.

-- +goose Up
CREATE TABLE plan_curve (
    org_id  {{text}} NOT NULL,
    metric  {{text}} NOT NULL, -- without its scope
    curve   {{text}} NOT NULL, -- '' when it is chosen from the history again
    at      BIGINT NOT NULL, -- microseconds, of the last change
    by_name {{text}} NOT NULL,
    PRIMARY KEY (org_id, metric)
);
