-- What was decided on proposed follow-up goals.

-- +goose Up
CREATE TABLE follow_up (
    org_id   {{text}} NOT NULL,
    id       {{text}} NOT NULL,
    person   {{text}} NOT NULL,
    state    {{text}} NOT NULL, -- accepted, declined or ended
    day      {{text}} NOT NULL, -- of the decision
    at       BIGINT NOT NULL, -- microseconds
    by_name  {{text}} NOT NULL,
    by_id    {{text}} NOT NULL, -- of the user; '' for none
    reason   {{text}} NOT NULL,
    goal     {{text}} NOT NULL, -- '' when it became none
    ended_on {{text}} NOT NULL, -- '' until it is
    ended_by {{text}} NOT NULL,
    body     {{text}} NOT NULL, -- JSON: what was proposed, and what it did
    PRIMARY KEY (org_id, id)
);
CREATE INDEX follow_up_by_person ON follow_up (org_id, person);
