-- Which change of the organisation a target or goal came with, so that a server
-- that keeps them in memory reads only what has changed since.

-- +goose Up
-- The organisation's pulse at the write; 0: before there was this column.
ALTER TABLE target ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX target_by_seq ON target (org_id, seq);
CREATE INDEX target_by_node ON target (org_id, node);
ALTER TABLE goal ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX goal_by_seq ON goal (org_id, seq);
-- The order of lists, of which a page is read at a time.
CREATE INDEX goal_by_mark ON goal (org_id, created_at, id);
