-- Until when a running import is believed to go on: a server that is killed tells
-- nobody that its imports have ended.

-- +goose Up
ALTER TABLE batch ADD COLUMN alive_to BIGINT NOT NULL DEFAULT 0; -- microseconds
