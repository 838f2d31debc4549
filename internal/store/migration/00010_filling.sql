-- Series that are not in the ledger as a whole yet, and those that are being
-- taken out of it. A series moves to the table series when it is there: a server
-- of the version before knows of it then, and counts in it from then on.

-- +goose Up
CREATE TABLE series_fill (
    org_id      {{text}} NOT NULL,
    id          {{text}} NOT NULL, -- of the series
    definition  {{text}} NOT NULL, -- JSON
    clearing    BIGINT NOT NULL,   -- 1: what another definition left goes first
    dropped     BIGINT NOT NULL,   -- 1: it is no longer to be kept, only cleared
    after_id    {{text}} NOT NULL, -- the last fact that is counted; '' before the first
    done        BIGINT NOT NULL,   -- how many are counted,
    total       BIGINT NOT NULL,   -- and of how many; 0 before that is known
    begins_at   BIGINT NOT NULL,   -- microseconds; nothing is cleared before
    -- The organisation's pulse, as long as everybody who writes knows of this
    -- table. When it stays behind somebody did not, and the fill begins again.
    seen        BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
