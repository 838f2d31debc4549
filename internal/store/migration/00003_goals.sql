-- Goals with their life, and targets that change on a day.

-- +goose Up
-- Which version of a target counts; '' for the latest.
ALTER TABLE organisation ADD COLUMN denominator {{text}} NOT NULL DEFAULT '';

-- The day from which a version of a target is in force; '' for the start of
-- its period.
ALTER TABLE target ADD COLUMN effective_from {{text}} NOT NULL DEFAULT '';

-- What goals are found by, of their last versions; what was demanded when is in
-- goal_version. words is the title and the sentence, in lower case.
CREATE TABLE goal (
    org_id      {{text}} NOT NULL,
    id          {{text}} NOT NULL,
    owner       {{text}} NOT NULL,
    metric      {{text}} NOT NULL,
    parent      {{text}} NOT NULL, -- '' for none
    words       {{text}} NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX goal_by_owner ON goal (org_id, owner, id);
CREATE INDEX goal_by_metric ON goal (org_id, metric, id);
CREATE INDEX goal_by_parent ON goal (org_id, parent, id);

CREATE TABLE goal_version (
    org_id          {{text}} NOT NULL,
    goal            {{text}} NOT NULL,
    version         BIGINT NOT NULL,
    effective_from  {{text}} NOT NULL, -- '' for the start of the goal's days
    known_from      {{text}} NOT NULL,
    known_to        {{text}} NOT NULL,
    recorded_at     BIGINT NOT NULL,
    author          {{text}} NOT NULL,
    author_id       {{text}} NOT NULL, -- of the user
    reason          {{text}} NOT NULL,
    spec            {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, goal, version)
);

-- Who did what with a goal, in order.
CREATE TABLE goal_event (
    org_id      {{text}} NOT NULL,
    goal        {{text}} NOT NULL,
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    day         {{text}} NOT NULL,
    what        {{text}} NOT NULL,
    state       {{text}} NOT NULL, -- after it
    version     BIGINT NOT NULL,
    author      {{text}} NOT NULL,
    author_id   {{text}} NOT NULL,
    role        {{text}} NOT NULL,
    note        {{text}} NOT NULL,
    PRIMARY KEY (org_id, goal, seq)
);
