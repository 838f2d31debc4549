-- What people are told, what was seen for it, and the mails that tell it.

-- +goose Up
CREATE TABLE alert (
    org_id  {{text}} NOT NULL,
    id      {{text}} NOT NULL, -- grows with time
    user_id {{text}} NOT NULL,
    kind    {{text}} NOT NULL,
    subject {{text}} NOT NULL,
    what    {{text}} NOT NULL,
    node    {{text}} NOT NULL, -- who may see the alert sees it
    made_at BIGINT NOT NULL, -- microseconds, as the others
    seen_at BIGINT NOT NULL, -- 0: not yet
    mail    {{text}} NOT NULL, -- that told it; '' for none
    body    {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, user_id, kind, subject, what)
);
CREATE INDEX alert_by_user ON alert (org_id, user_id, id);
CREATE INDEX alert_by_time ON alert (org_id, made_at);
CREATE INDEX alert_by_mail ON alert (org_id, mail);

-- What was found of each subject, and told of it.
CREATE TABLE alert_seen (
    org_id  {{text}} NOT NULL,
    subject {{text}} NOT NULL,
    end_day {{text}} NOT NULL, -- of its time, exclusive; '' for none
    body    {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, subject)
);

-- The last look at what is new.
CREATE TABLE alert_look (
    org_id   {{text}} NOT NULL,
    number   BIGINT NOT NULL,
    slow     {{text}} NOT NULL, -- the last day of a look at what changes by the day
    sign_key {{text}} NOT NULL, -- signs links in mails, in hex
    made_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id)
);

CREATE TABLE alert_preference (
    org_id  {{text}} NOT NULL,
    user_id {{text}} NOT NULL,
    body    {{text}} NOT NULL, -- JSON
    PRIMARY KEY (org_id, user_id)
);

CREATE TABLE mail (
    org_id     {{text}} NOT NULL,
    id         {{text}} NOT NULL,
    user_id    {{text}} NOT NULL,
    state      {{text}} NOT NULL, -- waiting, sent, failed, dropped
    tries      BIGINT NOT NULL,
    made_at    BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    lease_to   BIGINT NOT NULL, -- until then one server has it; 0: nobody
    sent_at    BIGINT NOT NULL, -- 0: not sent
    last_error {{text}} NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX mail_due ON mail (org_id, state, due_at);
CREATE INDEX mail_by_user ON mail (org_id, made_at, user_id);
