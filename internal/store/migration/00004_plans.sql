-- Planning grids. A plan has a row for every node, and a row keeps its numbers
-- together: a grid is read and written by rows, and a plan of 10,000 people by
-- twelve months is 10,000 of them.

-- +goose Up
CREATE TABLE plan (
    org_id      {{text}} NOT NULL,
    id          {{text}} NOT NULL,
    name        {{text}} NOT NULL,
    metric      {{text}} NOT NULL, -- the series that its targets are counted by
    root        {{text}} NOT NULL,
    state       {{text}} NOT NULL,
    version     BIGINT NOT NULL, -- counts the changes
    first_day   {{text}} NOT NULL,
    end_day     {{text}} NOT NULL, -- exclusive
    created_at  BIGINT NOT NULL,
    body        {{text}} NOT NULL, -- JSON: periods, unit, over-assignment, ramp, season
    PRIMARY KEY (org_id, id)
);
CREATE INDEX plan_by_metric ON plan (org_id, metric, state);

-- amounts and fulls are JSON arrays with a number or null for each period; locks
-- has a 1 for each locked one. fulls and locks are '' when they say nothing.
CREATE TABLE plan_row (
    org_id      {{text}} NOT NULL,
    plan        {{text}} NOT NULL,
    node        {{text}} NOT NULL,
    parent      {{text}} NOT NULL, -- '' for the root
    place       BIGINT NOT NULL,
    depth       BIGINT NOT NULL,
    state       {{text}} NOT NULL,
    amounts     {{text}} NOT NULL,
    fulls       {{text}} NOT NULL, -- before proration
    locks       {{text}} NOT NULL,
    locked      BIGINT NOT NULL,
    floor_at    BIGINT, -- of the total; NULL for none, as in the next three
    cap_at      BIGINT,
    over_by     BIGINT,
    weight      BIGINT,
    basis       {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, plan, node, parent)
);
CREATE INDEX plan_row_by_place ON plan_row (org_id, plan, place);

-- Who did what with a plan; seq is the plan's version after it.
CREATE TABLE plan_event (
    org_id      {{text}} NOT NULL,
    plan        {{text}} NOT NULL,
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    author      {{text}} NOT NULL,
    what        {{text}} NOT NULL,
    node        {{text}} NOT NULL, -- '' for the plan as a whole
    parent      {{text}} NOT NULL,
    note        {{text}} NOT NULL,
    changed     BIGINT NOT NULL, -- how many numbers
    PRIMARY KEY (org_id, plan, seq)
);

CREATE TABLE plan_change (
    org_id      {{text}} NOT NULL,
    plan        {{text}} NOT NULL,
    node        {{text}} NOT NULL,
    parent      {{text}} NOT NULL,
    seq         BIGINT NOT NULL,
    was         {{text}} NOT NULL, -- as plan_row.amounts
    became      {{text}} NOT NULL,
    PRIMARY KEY (org_id, plan, node, parent, seq)
){{packed}};
CREATE INDEX plan_change_by_seq ON plan_change (org_id, plan, seq);
