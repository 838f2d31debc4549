-- The human forecast: in which category an opportunity stands, what people say
-- a period will bring, which forecasts are locked, and what they were each week.

-- +goose Up
-- The categories of an opportunity with their days, as JSON; '' for none.
ALTER TABLE event ADD COLUMN categories {{text}} NOT NULL DEFAULT '';
ALTER TABLE event_history ADD COLUMN categories {{text}} NOT NULL DEFAULT '';

-- What somebody said: a submission, an override of one, or that an override is
-- taken back. Nothing is ever changed here: the latest counts, as of any day.
CREATE TABLE forecast_call (
    org_id    {{text}} NOT NULL,
    id        {{text}} NOT NULL, -- grows with time
    node      {{text}} NOT NULL, -- whose forecast it is
    metric    {{text}} NOT NULL,
    first_day {{text}} NOT NULL, -- of the period
    end_day   {{text}} NOT NULL, -- exclusive
    kind      {{text}} NOT NULL, -- submission, override, reset
    amount    BIGINT NOT NULL,
    best      BIGINT, -- the best case; NULL when not said
    note      {{text}} NOT NULL,
    author    {{text}} NOT NULL, -- the person; '' when none signed it
    said_by   {{text}} NOT NULL, -- the user
    said_at   BIGINT NOT NULL, -- microseconds
    said_on   {{text}} NOT NULL, -- the organisation's day
    -- What was computed at that moment.
    closed    BIGINT NOT NULL,
    commit_open BIGINT NOT NULL,
    best_open BIGINT NOT NULL,
    upside    BIGINT NOT NULL,
    omitted   BIGINT NOT NULL,
    forecast_before BIGINT NOT NULL, -- what the forecast of the node was until then
    PRIMARY KEY (org_id, id)
);
CREATE INDEX forecast_call_by_period ON forecast_call (org_id, metric, first_day, end_day, node);

-- Forecasts that are locked, with everything below the node, from known_from to
-- known_to. Of all metrics.
CREATE TABLE forecast_lock (
    org_id      {{text}} NOT NULL,
    id          {{text}} NOT NULL,
    node        {{text}} NOT NULL,
    first_day   {{text}} NOT NULL,
    end_day     {{text}} NOT NULL, -- exclusive
    known_from  {{text}} NOT NULL,
    known_to    {{text}} NOT NULL, -- exclusive
    locked_at   BIGINT NOT NULL, -- microseconds
    locked_by   {{text}} NOT NULL,
    reason      {{text}} NOT NULL,
    unlocked_at BIGINT NOT NULL, -- 0 while it stands
    unlocked_by {{text}} NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX forecast_lock_by_period ON forecast_lock (org_id, first_day, end_day);

-- What the forecasts of a period were at the end of a day.
CREATE TABLE forecast_snapshot (
    org_id    {{text}} NOT NULL,
    id        {{text}} NOT NULL,
    metric    {{text}} NOT NULL,
    period    {{text}} NOT NULL, -- as the calendar named it, with its label and kind
    label     {{text}} NOT NULL,
    kind      {{text}} NOT NULL,
    first_day {{text}} NOT NULL,
    end_day   {{text}} NOT NULL, -- exclusive
    as_of     {{text}} NOT NULL,
    taken_at  BIGINT NOT NULL, -- microseconds
    taken_by  {{text}} NOT NULL, -- '' for the weekly one
    note      {{text}} NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX forecast_snapshot_by_day ON forecast_snapshot (org_id, metric, as_of);

CREATE TABLE forecast_snapshot_row (
    org_id      {{text}} NOT NULL,
    snapshot    {{text}} NOT NULL,
    node        {{text}} NOT NULL,
    closed      BIGINT NOT NULL,
    commit_open BIGINT NOT NULL,
    best_open   BIGINT NOT NULL,
    upside      BIGINT NOT NULL,
    omitted     BIGINT NOT NULL,
    forecast    BIGINT NOT NULL,
    PRIMARY KEY (org_id, snapshot, node)
);
