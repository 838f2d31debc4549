-- What happens besides sales, what sales were discounted from and came through,
-- and the series that are kept for scopes, windows and metrics of users.

-- +goose Up
ALTER TABLE sale ADD COLUMN list_amount BIGINT;
ALTER TABLE sale ADD COLUMN channel {{text}} NOT NULL DEFAULT '';
ALTER TABLE sale ADD COLUMN lead_source {{text}} NOT NULL DEFAULT '';
ALTER TABLE sale_history ADD COLUMN list_amount BIGINT;
ALTER TABLE sale_history ADD COLUMN channel {{text}} NOT NULL DEFAULT '';
ALTER TABLE sale_history ADD COLUMN lead_source {{text}} NOT NULL DEFAULT '';
CREATE INDEX sale_history_by_batch ON sale_history (org_id, batch);

-- The current version of each event; event_history holds the others. Every
-- field has a column of its own, so that SQL can be asked for the same numbers;
-- only the steps, which nothing is looked up by, are JSON.
CREATE TABLE event (
    org_id      {{text}} NOT NULL,
    kind        {{text}} NOT NULL,
    source      {{text}} NOT NULL,
    id          {{text}} NOT NULL,
    case_id     {{text}} NOT NULL,
    name        {{text}} NOT NULL,
    occurred_at BIGINT NOT NULL,
    day         {{text}} NOT NULL,
    last_day    {{text}} NOT NULL, -- the last day that the event says something about
    until_day   {{text}} NOT NULL,
    owner       {{text}} NOT NULL,
    customer    {{text}} NOT NULL,
    product     {{text}} NOT NULL,
    territory   {{text}} NOT NULL,
    channel     {{text}} NOT NULL,
    lead_source {{text}} NOT NULL,
    place       {{text}} NOT NULL,
    type        {{text}} NOT NULL,
    amount      BIGINT,
    currency    {{text}} NOT NULL,
    quantity    BIGINT NOT NULL,
    scale       BIGINT NOT NULL,
    steps       {{text}} NOT NULL, -- JSON, '' when there are none
    outcome     {{text}} NOT NULL,
    closed      {{text}} NOT NULL,
    withdrawn   BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    known_from  {{text}} NOT NULL,
    known_to    {{text}} NOT NULL,
    recorded_at BIGINT NOT NULL,
    batch       {{text}} NOT NULL,
    posted_by   {{text}} NOT NULL,
    PRIMARY KEY (org_id, kind, source, id)
){{packed}};
CREATE INDEX event_by_last_day ON event (org_id, last_day, owner);
CREATE INDEX event_by_case ON event (org_id, case_id);
CREATE INDEX event_by_customer ON event (org_id, customer, day);
CREATE INDEX event_by_batch ON event (org_id, batch);

CREATE TABLE event_history (
    org_id      {{text}} NOT NULL,
    kind        {{text}} NOT NULL,
    source      {{text}} NOT NULL,
    id          {{text}} NOT NULL,
    case_id     {{text}} NOT NULL,
    name        {{text}} NOT NULL,
    occurred_at BIGINT NOT NULL,
    day         {{text}} NOT NULL,
    last_day    {{text}} NOT NULL,
    until_day   {{text}} NOT NULL,
    owner       {{text}} NOT NULL,
    customer    {{text}} NOT NULL,
    product     {{text}} NOT NULL,
    territory   {{text}} NOT NULL,
    channel     {{text}} NOT NULL,
    lead_source {{text}} NOT NULL,
    place       {{text}} NOT NULL,
    type        {{text}} NOT NULL,
    amount      BIGINT,
    currency    {{text}} NOT NULL,
    quantity    BIGINT NOT NULL,
    scale       BIGINT NOT NULL,
    steps       {{text}} NOT NULL,
    outcome     {{text}} NOT NULL,
    closed      {{text}} NOT NULL,
    withdrawn   BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    known_from  {{text}} NOT NULL,
    known_to    {{text}} NOT NULL,
    recorded_at BIGINT NOT NULL,
    batch       {{text}} NOT NULL,
    posted_by   {{text}} NOT NULL,
    PRIMARY KEY (org_id, kind, source, id, version)
){{packed}};
CREATE INDEX event_history_by_last_day ON event_history (org_id, last_day, owner);
CREATE INDEX event_history_by_case ON event_history (org_id, case_id);
CREATE INDEX event_history_by_customer ON event_history (org_id, customer, day);
CREATE INDEX event_history_by_batch ON event_history (org_id, batch);

-- The ledger's cells that name a customer: who bought, and what a contract is
-- worth, per node and day. Distinct counts are made from them.
CREATE TABLE customer_day (
    org_id   {{text}} NOT NULL,
    series   {{text}} NOT NULL,
    node     {{text}} NOT NULL,
    day      {{text}} NOT NULL,
    customer {{text}} NOT NULL,
    known    {{text}} NOT NULL,
    value    BIGINT NOT NULL,
    PRIMARY KEY (org_id, series, node, day, customer, known)
){{packed}};

-- The funnel: what leads and opportunities pass through, and what it means.
CREATE TABLE stage (
    org_id   {{text}} NOT NULL,
    object   {{text}} NOT NULL, -- lead or opportunity
    name     {{text}} NOT NULL,
    position BIGINT NOT NULL,
    means    {{text}} NOT NULL,
    PRIMARY KEY (org_id, object, name)
);

-- Series that are kept in the ledger besides the built-in ones.
CREATE TABLE series (
    org_id     {{text}} NOT NULL,
    id         {{text}} NOT NULL,
    definition {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, id)
);

-- Metrics that users define, in versions that are only ever appended.
CREATE TABLE custom_metric (
    org_id      {{text}} NOT NULL,
    id          {{text}} NOT NULL,
    version     BIGINT NOT NULL,
    body        {{text}} NOT NULL, -- JSON
    recorded_at BIGINT NOT NULL,
    author      {{text}} NOT NULL,
    reason      {{text}} NOT NULL,
    PRIMARY KEY (org_id, id, version)
);

-- Rates that a plan counts by, whatever the market does.
CREATE TABLE plan_rate (
    org_id          {{text}} NOT NULL,
    from_currency   {{text}} NOT NULL,
    to_currency     {{text}} NOT NULL,
    valid_from      {{text}} NOT NULL,
    valid_to        {{text}} NOT NULL,
    known_from      {{text}} NOT NULL,
    known_to        {{text}} NOT NULL,
    num             BIGINT NOT NULL,
    den             BIGINT NOT NULL,
    PRIMARY KEY (org_id, from_currency, to_currency, valid_from, known_from)
);

-- One row per organisation, counted up with every change of its trees, rates,
-- stages and series: what is kept of them in memory is thrown away then.
CREATE TABLE structure (
    org_id  {{text}} NOT NULL,
    seq     BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);
