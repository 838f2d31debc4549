-- Scorecards as they were given, the runs that gave them, and how much metrics
-- weigh in them.

-- +goose Up
CREATE TABLE scorecard (
    org_id  {{text}} NOT NULL,
    period  {{text}} NOT NULL,
    node    {{text}} NOT NULL, -- who may see the scorecard sees inside it
    as_of   {{text}} NOT NULL,
    made_at BIGINT NOT NULL, -- microseconds
    score   BIGINT, -- 1/10,000; NULL when nothing counted
    body    {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, period, node, as_of)
);

CREATE TABLE scorecard_run (
    org_id    {{text}} NOT NULL,
    period    {{text}} NOT NULL,
    first_day {{text}} NOT NULL,
    state     {{text}} NOT NULL, -- running or done
    lease_to  BIGINT NOT NULL, -- microseconds; until then one server has it
    body      {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, period)
);

CREATE TABLE scorecard_weight (
    org_id {{text}} NOT NULL,
    metric {{text}} NOT NULL,
    factor BIGINT NOT NULL, -- 1/10,000; 10000 is usual
    PRIMARY KEY (org_id, metric)
);
