-- Contests, and who is named in those that were started.

-- +goose Up
CREATE TABLE contest (
    org_id     {{text}} NOT NULL,
    id         {{text}} NOT NULL, -- grows with time
    node       {{text}} NOT NULL, -- whose people take part
    name       {{text}} NOT NULL,
    reason     {{text}} NOT NULL,
    from_day   {{text}} NOT NULL,
    to_day     {{text}} NOT NULL, -- exclusive
    state      {{text}} NOT NULL, -- draft, rehearsed, running, ended, withdrawn
    made_by    {{text}} NOT NULL,
    changed_at BIGINT NOT NULL, -- microseconds
    revision   BIGINT NOT NULL,
    body       {{text}} NOT NULL, -- JSON: rules, rehearsal, result and what became of it
    PRIMARY KEY (org_id, id)
);

-- Who is named in a contest sees it, whether he takes part or not.
CREATE TABLE contest_person (
    org_id  {{text}} NOT NULL,
    contest {{text}} NOT NULL,
    person  {{text}} NOT NULL,
    out_for {{text}} NOT NULL, -- why he takes no part; '' when he does
    PRIMARY KEY (org_id, contest, person)
);
CREATE INDEX contest_person_by_person ON contest_person (org_id, person);
