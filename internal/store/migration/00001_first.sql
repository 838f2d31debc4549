-- One text for SQLite and PostgreSQL. {{text}} is TEXT sorted by bytes on both,
-- {{packed}} keeps a table in the order of its key where the engine can.
-- Days are ISO text, instants microseconds, amounts 1/10,000 of a unit.

-- +goose Up
CREATE TABLE organisation (
    org_id              {{text}} NOT NULL,
    source_id           {{text}} NOT NULL,
    name                {{text}} NOT NULL,
    time_zone           {{text}} NOT NULL,
    currency            {{text}} NOT NULL,
    calendar            {{text}} NOT NULL, -- JSON
    pinned              {{text}} NOT NULL, -- '' while today follows the clock
    published           {{text}} NOT NULL,
    publish_ranking     BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);

CREATE TABLE node (
    org_id      {{text}} NOT NULL,
    id          {{text}} NOT NULL,
    kind        {{text}} NOT NULL,
    name        {{text}} NOT NULL,
    title       {{text}} NOT NULL,
    is_group    BIGINT NOT NULL,
    lead        {{text}} NOT NULL, -- '' for a team that the source names itself
    member_from {{text}} NOT NULL,
    member_to   {{text}} NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX node_by_name ON node (org_id, kind, name, id);

CREATE TABLE alias (
    org_id  {{text}} NOT NULL,
    alias   {{text}} NOT NULL, -- kind:other id
    node    {{text}} NOT NULL,
    PRIMARY KEY (org_id, alias)
);

CREATE TABLE edge (
    org_id      {{text}} NOT NULL,
    child       {{text}} NOT NULL,
    parent      {{text}} NOT NULL,
    is_group    BIGINT NOT NULL,
    valid_from  {{text}} NOT NULL,
    valid_to    {{text}} NOT NULL,
    known_from  {{text}} NOT NULL,
    known_to    {{text}} NOT NULL,
    PRIMARY KEY (org_id, child, parent, is_group, valid_from, known_from)
);

-- Who stood above whom, as known now: made from edge, for what a reader may see.
CREATE TABLE closure (
    org_id      {{text}} NOT NULL,
    ancestor    {{text}} NOT NULL,
    descendant  {{text}} NOT NULL,
    valid_from  {{text}} NOT NULL,
    valid_to    {{text}} NOT NULL,
    PRIMARY KEY (org_id, descendant, ancestor, valid_from)
);

-- Which territory a person covered.
CREATE TABLE assignment (
    org_id      {{text}} NOT NULL,
    person      {{text}} NOT NULL,
    territory   {{text}} NOT NULL,
    valid_from  {{text}} NOT NULL,
    valid_to    {{text}} NOT NULL,
    known_from  {{text}} NOT NULL,
    known_to    {{text}} NOT NULL,
    PRIMARY KEY (org_id, person, territory, valid_from, known_from)
);

CREATE TABLE rate (
    org_id          {{text}} NOT NULL,
    from_currency   {{text}} NOT NULL,
    to_currency     {{text}} NOT NULL,
    day             {{text}} NOT NULL,
    known_from      {{text}} NOT NULL,
    known_to        {{text}} NOT NULL,
    num             BIGINT NOT NULL,
    den             BIGINT NOT NULL,
    PRIMARY KEY (org_id, from_currency, to_currency, day, known_from)
);

CREATE TABLE target (
    org_id          {{text}} NOT NULL,
    metric          {{text}} NOT NULL,
    node            {{text}} NOT NULL,
    period_start    {{text}} NOT NULL,
    period_end      {{text}} NOT NULL,
    version         BIGINT NOT NULL,
    value           BIGINT NOT NULL,
    withdrawn       BIGINT NOT NULL,
    known_from      {{text}} NOT NULL,
    known_to        {{text}} NOT NULL,
    recorded_at     BIGINT NOT NULL,
    author          {{text}} NOT NULL,
    reason          {{text}} NOT NULL,
    batch           {{text}} NOT NULL,
    PRIMARY KEY (org_id, metric, node, period_start, period_end, version)
);

-- The current version of each fact; sale_history holds the others.
CREATE TABLE sale (
    org_id      {{text}} NOT NULL,
    source      {{text}} NOT NULL,
    id          {{text}} NOT NULL,
    order_id    {{text}} NOT NULL,
    deal        {{text}} NOT NULL, -- source/order_id
    occurred_at BIGINT NOT NULL,
    day         {{text}} NOT NULL,
    owner       {{text}} NOT NULL,
    customer    {{text}} NOT NULL,
    product     {{text}} NOT NULL,
    territory   {{text}} NOT NULL,
    quantity    BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    cost        BIGINT,
    currency    {{text}} NOT NULL,
    cancelled   BIGINT NOT NULL,
    withdrawn   BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    known_from  {{text}} NOT NULL,
    known_to    {{text}} NOT NULL,
    recorded_at BIGINT NOT NULL,
    batch       {{text}} NOT NULL,
    posted_by   {{text}} NOT NULL,
    PRIMARY KEY (org_id, source, id)
){{packed}};
CREATE INDEX sale_by_day ON sale (org_id, day, owner);
CREATE INDEX sale_by_deal ON sale (org_id, deal);
CREATE INDEX sale_by_customer ON sale (org_id, customer, day);
CREATE INDEX sale_by_batch ON sale (org_id, batch);

CREATE TABLE sale_history (
    org_id      {{text}} NOT NULL,
    source      {{text}} NOT NULL,
    id          {{text}} NOT NULL,
    order_id    {{text}} NOT NULL,
    deal        {{text}} NOT NULL,
    occurred_at BIGINT NOT NULL,
    day         {{text}} NOT NULL,
    owner       {{text}} NOT NULL,
    customer    {{text}} NOT NULL,
    product     {{text}} NOT NULL,
    territory   {{text}} NOT NULL,
    quantity    BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    cost        BIGINT,
    currency    {{text}} NOT NULL,
    cancelled   BIGINT NOT NULL,
    withdrawn   BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    known_from  {{text}} NOT NULL,
    known_to    {{text}} NOT NULL,
    recorded_at BIGINT NOT NULL,
    batch       {{text}} NOT NULL,
    posted_by   {{text}} NOT NULL,
    PRIMARY KEY (org_id, source, id, version)
){{packed}};
CREATE INDEX sale_history_by_day ON sale_history (org_id, day, owner);
CREATE INDEX sale_history_by_deal ON sale_history (org_id, deal);
CREATE INDEX sale_history_by_customer ON sale_history (org_id, customer, day);

CREATE TABLE split (
    org_id      {{text}} NOT NULL,
    deal        {{text}} NOT NULL,
    ledger      {{text}} NOT NULL,
    known_from  {{text}} NOT NULL,
    recorded_at BIGINT NOT NULL,
    known_to    {{text}} NOT NULL,
    shares      {{text}} NOT NULL, -- JSON
    batch       {{text}} NOT NULL,
    posted_by   {{text}} NOT NULL,
    PRIMARY KEY (org_id, deal, ledger, known_from, recorded_at)
);
-- The people who ever had a share, to find their deals.
CREATE TABLE sharer (
    org_id  {{text}} NOT NULL,
    person  {{text}} NOT NULL,
    deal    {{text}} NOT NULL,
    PRIMARY KEY (org_id, person, deal)
);

-- Which order was a customer's first.
CREATE TABLE customer_state (
    org_id      {{text}} NOT NULL,
    customer    {{text}} NOT NULL,
    first_deal  {{text}} NOT NULL, -- '' while no order counts
    first_at    BIGINT NOT NULL,
    since       {{text}} NOT NULL,
    PRIMARY KEY (org_id, customer)
){{packed}};

-- The ledger: what every number is read from. See metric.Cell.
CREATE TABLE node_day (
    org_id  {{text}} NOT NULL,
    series  {{text}} NOT NULL,
    node    {{text}} NOT NULL,
    day     {{text}} NOT NULL,
    known   {{text}} NOT NULL,
    value   BIGINT NOT NULL,
    PRIMARY KEY (org_id, series, node, day, known)
){{packed}};

CREATE TABLE batch (
    org_id      {{text}} NOT NULL,
    id          {{text}} NOT NULL,
    source      {{text}} NOT NULL,
    state       {{text}} NOT NULL,
    started_at  BIGINT NOT NULL,
    finished_at BIGINT NOT NULL, -- 0 while running
    posted_by   {{text}} NOT NULL,
    body        {{text}} NOT NULL, -- JSON: counts, message
    profile     {{text}} NOT NULL, -- the profile as it was used
    PRIMARY KEY (org_id, id)
);

-- What a batch changed besides sales, so that it can be undone.
CREATE TABLE batch_change (
    org_id  {{text}} NOT NULL,
    batch   {{text}} NOT NULL,
    seq     BIGINT NOT NULL,
    body    {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, batch, seq)
);

CREATE TABLE quarantine (
    org_id  {{text}} NOT NULL,
    batch   {{text}} NOT NULL,
    id      BIGINT NOT NULL,
    kind    {{text}} NOT NULL,
    entry   {{text}} NOT NULL,
    file    {{text}} NOT NULL,
    path    {{text}} NOT NULL,
    line    BIGINT NOT NULL,
    resolved BIGINT NOT NULL,
    vals    {{text}} NOT NULL, -- JSON: column to text
    faults  {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, batch, id)
);

-- Which sources have been loaded at least once.
CREATE TABLE loaded_source (
    org_id      {{text}} NOT NULL,
    source      {{text}} NOT NULL,
    batch       {{text}} NOT NULL, -- the first load
    finished    BIGINT NOT NULL,
    PRIMARY KEY (org_id, source)
);

-- One row per organisation, counted up with everything that changes a number.
CREATE TABLE pulse (
    org_id  {{text}} NOT NULL,
    seq     BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);

-- People who may sign in. email_key is the e-mail in lower case; person_id is
-- the source id of the person in the organisation ('' when there is none);
-- password_hash '' means that no password opens the account. Instants are
-- microseconds since 1970 UTC, 0 when it never happened.
CREATE TABLE app_user (
    org_id        {{text}} NOT NULL,
    id            {{text}} NOT NULL,
    email         {{text}} NOT NULL,
    email_key     {{text}} NOT NULL,
    name          {{text}} NOT NULL,
    role          {{text}} NOT NULL,
    person_id     {{text}} NOT NULL,
    password_hash {{text}} NOT NULL,
    disabled      BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    last_seen_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, email_key)
);

-- Signed-in browsers. hash is SHA-256 of the secret in the cookie, in hex. The
-- organisation is not known when a secret arrives, hence the index on hash
-- alone.
CREATE TABLE session (
    org_id       {{text}} NOT NULL,
    hash         {{text}} NOT NULL,
    user_id      {{text}} NOT NULL,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    PRIMARY KEY (org_id, hash)
);
CREATE INDEX session_by_hash ON session (hash);
CREATE INDEX session_by_user ON session (org_id, user_id);

-- API tokens. prefix is the start of the token, for display. expires_at is 0
-- for a token that does not expire.
CREATE TABLE token (
    org_id       {{text}} NOT NULL,
    id           {{text}} NOT NULL,
    hash         {{text}} NOT NULL,
    user_id      {{text}} NOT NULL,
    name         {{text}} NOT NULL,
    prefix       {{text}} NOT NULL,
    role         {{text}} NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, hash)
);
CREATE INDEX token_by_hash ON token (hash);
CREATE INDEX token_by_user ON token (org_id, user_id);

-- Links that open the first account (purpose 'setup', user_id '') or sign one
-- user in (purpose 'enter'). A reusable link is never marked used. expires_at
-- is 0 for a link that stays valid until it is used.
CREATE TABLE login_link (
    org_id     {{text}} NOT NULL,
    hash       {{text}} NOT NULL,
    purpose    {{text}} NOT NULL,
    user_id    {{text}} NOT NULL,
    reusable   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    PRIMARY KEY (org_id, hash)
);
CREATE INDEX login_link_by_hash ON login_link (hash);
CREATE INDEX login_link_by_user ON login_link (org_id, user_id);
