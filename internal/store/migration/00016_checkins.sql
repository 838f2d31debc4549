-- Check-ins of a person with who leads him, what was noted and promised in them,
-- and who took part in which training programme.

-- +goose Up
CREATE TABLE checkin_rhythm (
    org_id   {{text}} NOT NULL,
    team     {{text}} NOT NULL,
    every    {{text}} NOT NULL, -- weekly, fortnightly, monthly, never
    weekday  BIGINT NOT NULL, -- Sunday is 0
    from_day {{text}} NOT NULL,
    set_by   {{text}} NOT NULL,
    set_at   BIGINT NOT NULL, -- microseconds
    PRIMARY KEY (org_id, team)
);

-- Each row is for the two alone: who reads is in every statement.
CREATE TABLE checkin (
    org_id   {{text}} NOT NULL,
    id       {{text}} NOT NULL,
    manager  {{text}} NOT NULL,
    report   {{text}} NOT NULL,
    day      {{text}} NOT NULL,
    state    {{text}} NOT NULL, -- planned, held, skipped
    note     {{text}} NOT NULL,
    agenda   {{text}} NOT NULL, -- JSON: the lines as they were written, with their numbers
    revision BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, manager, report, day)
);
CREATE INDEX checkin_by_report ON checkin (org_id, report, day);

CREATE TABLE checkin_item (
    org_id  {{text}} NOT NULL,
    id      {{text}} NOT NULL, -- grows with time
    checkin {{text}} NOT NULL,
    kind    {{text}} NOT NULL, -- topic, note; own: for its author alone
    author  {{text}} NOT NULL,
    body    {{text}} NOT NULL,
    at      BIGINT NOT NULL, -- microseconds
    PRIMARY KEY (org_id, id)
);
CREATE INDEX checkin_item_by_checkin ON checkin_item (org_id, checkin);

CREATE TABLE checkin_commitment (
    org_id     {{text}} NOT NULL,
    id         {{text}} NOT NULL,
    manager    {{text}} NOT NULL,
    report     {{text}} NOT NULL,
    checkin    {{text}} NOT NULL,
    owner      {{text}} NOT NULL,
    body       {{text}} NOT NULL,
    made_on    {{text}} NOT NULL,
    due        {{text}} NOT NULL,
    metric     {{text}} NOT NULL, -- '' for one that people settle by hand
    amount     BIGINT, -- NULL without a metric
    state      {{text}} NOT NULL, -- open, done, missed, dropped
    reason     {{text}} NOT NULL,
    settled_on {{text}} NOT NULL, -- '' while it is open
    settled_by {{text}} NOT NULL,
    revision   BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX checkin_commitment_by_pair ON checkin_commitment (org_id, report, manager);
CREATE INDEX checkin_commitment_by_manager ON checkin_commitment (org_id, manager);

-- What the report lets somebody read who leads him now.
CREATE TABLE checkin_share (
    org_id    {{text}} NOT NULL,
    manager   {{text}} NOT NULL, -- who led him then
    report    {{text}} NOT NULL,
    with_whom {{text}} NOT NULL,
    shared_at BIGINT NOT NULL, -- microseconds
    PRIMARY KEY (org_id, report, manager, with_whom)
);

CREATE TABLE training_programme (
    org_id     {{text}} NOT NULL,
    id         {{text}} NOT NULL,
    name       {{text}} NOT NULL,
    what       {{text}} NOT NULL,
    course     {{text}} NOT NULL, -- of the training facts that complete it; '' for none
    metric     {{text}} NOT NULL, -- that it should move
    archived   BIGINT NOT NULL,
    made_by    {{text}} NOT NULL,
    changed_at BIGINT NOT NULL, -- microseconds
    revision   BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);

CREATE TABLE training_assignment (
    org_id       {{text}} NOT NULL,
    programme    {{text}} NOT NULL,
    person       {{text}} NOT NULL,
    due          {{text}} NOT NULL,
    assigned_on  {{text}} NOT NULL,
    assigned_by  {{text}} NOT NULL,
    completed_on {{text}} NOT NULL, -- as somebody said; '' when nobody did
    completed_by {{text}} NOT NULL,
    PRIMARY KEY (org_id, programme, person)
);
CREATE INDEX training_assignment_by_person ON training_assignment (org_id, person);
