-- What several servers on one database must know of each other.

-- +goose Up

-- How often somebody tried to sign in. A key is a hash of an e-mail, or of the
-- address that tries come from.
CREATE TABLE sign_in_try (
    org_id  {{text}} NOT NULL,
    key     {{text}} NOT NULL,
    tries   BIGINT NOT NULL,
    last_at BIGINT NOT NULL, -- microseconds
    PRIMARY KEY (org_id, key)
);

-- When a running import was asked to stop, in microseconds; 0 when it was not.
-- The server that runs it may be another one than the server that was asked.
ALTER TABLE batch ADD COLUMN stop_at BIGINT NOT NULL DEFAULT 0;

-- When the organisation's last change was made, in microseconds, by the clock of
-- whichever server made it. No later change is made before it.
ALTER TABLE pulse ADD COLUMN last_at BIGINT NOT NULL DEFAULT 0;
