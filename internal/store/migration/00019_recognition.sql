-- Badges, what the organisation shows of who did well, and links for screens on
-- walls.

-- +goose Up
CREATE TABLE badge (
    org_id       {{text}} NOT NULL,
    id           {{text}} NOT NULL, -- grows with time
    person       {{text}} NOT NULL, -- a node
    kind         {{text}} NOT NULL,
    what         {{text}} NOT NULL, -- with person and kind it is awarded once
    metric       {{text}} NOT NULL, -- '' for none
    first_day    {{text}} NOT NULL, -- of the period that it was done in
    end_day      {{text}} NOT NULL, -- exclusive
    day          {{text}} NOT NULL, -- on which it was done
    awarded_at   BIGINT NOT NULL, -- microseconds, as the others
    corrected_at BIGINT NOT NULL, -- 0: it holds
    evidence     {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, person, kind, what)
);
CREATE INDEX badge_by_day ON badge (org_id, day);

CREATE TABLE recognition_setting (
    org_id {{text}} NOT NULL,
    body   {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id)
);

CREATE TABLE wall_key (
    org_id       {{text}} NOT NULL,
    id           {{text}} NOT NULL,
    hash         {{text}} NOT NULL, -- of the key, which is stored nowhere
    user_id      {{text}} NOT NULL, -- who made it: it shows no more than he sees
    node         {{text}} NOT NULL,
    name         {{text}} NOT NULL, -- where the screen hangs
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL, -- 0: never
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, hash)
);
CREATE INDEX wall_key_by_hash ON wall_key (hash);
