-- Changes of who belongs where, or of rates, that the ledger has not followed as
-- a whole yet: how far each has come, and what it replaced. The tables edge and
-- rate hold what is after all of them.

-- +goose Up
CREATE TABLE recount (
    org_id    {{text}} NOT NULL,
    number    BIGINT NOT NULL,   -- higher than those begun before
    queue     {{text}} NOT NULL, -- what it goes through now: deal, customer or case
    after_id  {{text}} NOT NULL, -- the last one that counts by it; '' before the first
    done      BIGINT NOT NULL,   -- how many do,
    total     BIGINT NOT NULL,   -- and of how many; 0 before that is known
    begins_at BIGINT NOT NULL,   -- microseconds; nothing is counted before
    -- The organisation's pulse, as long as everybody who writes knows of this
    -- table. When it stays behind somebody did not, and the ledger is made anew.
    seen      BIGINT NOT NULL,
    PRIMARY KEY (org_id, number)
);
CREATE TABLE recount_edge (
    org_id     {{text}} NOT NULL,
    number     BIGINT NOT NULL,
    child      {{text}} NOT NULL,
    parent     {{text}} NOT NULL,
    is_group   BIGINT NOT NULL,
    valid_from {{text}} NOT NULL,
    known_from {{text}} NOT NULL,
    there      BIGINT NOT NULL, -- 0: there was no such edge
    valid_to   {{text}} NOT NULL,
    known_to   {{text}} NOT NULL,
    PRIMARY KEY (org_id, number, child, parent, is_group, valid_from, known_from)
);
CREATE TABLE recount_rate (
    org_id        {{text}} NOT NULL,
    number        BIGINT NOT NULL,
    from_currency {{text}} NOT NULL,
    to_currency   {{text}} NOT NULL,
    day           {{text}} NOT NULL,
    known_from    {{text}} NOT NULL,
    there         BIGINT NOT NULL, -- 0: there was no such rate
    known_to      {{text}} NOT NULL,
    num           BIGINT NOT NULL,
    den           BIGINT NOT NULL,
    PRIMARY KEY (org_id, number, from_currency, to_currency, day, known_from)
);
