-- The fixed part of the database: the log, the clocks, the messages, the installed packages, the catalogue of ledgers.
-- {TEXT}: text compared byte by byte; {KEY}: 64-bit primary key.

CREATE TABLE log_head (
  id BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL
);

INSERT INTO log_head (id, seq) VALUES (1, 0);

CREATE TABLE number_counter (
  scope {TEXT} NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);

CREATE TABLE event (
  seq {KEY} PRIMARY KEY,
  at {TEXT} NOT NULL,
  recorded_at {TEXT} NOT NULL,
  actor {TEXT} NOT NULL,
  actor_org {TEXT} NOT NULL,
  org {TEXT} NOT NULL,
  ledger {TEXT} NOT NULL,
  record_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  action {TEXT} NOT NULL,
  note {TEXT},
  effects {TEXT} NOT NULL,
  hash {TEXT} NOT NULL
);

CREATE INDEX event_of_record ON event (record_id);

CREATE TABLE limit_run (
  record_id BIGINT NOT NULL,
  limit_name {TEXT} NOT NULL,
  n BIGINT NOT NULL,
  from_seq BIGINT NOT NULL,
  to_seq BIGINT,
  ledger {TEXT} NOT NULL,
  started_at {TEXT} NOT NULL,
  due_at {TEXT} NOT NULL,
  provisional BOOLEAN NOT NULL,
  calendar BIGINT NOT NULL,
  next_alert_at {TEXT},
  ended_at {TEXT},
  met BOOLEAN,
  card {TEXT} NOT NULL,
  referred BOOLEAN NOT NULL,
  detail {TEXT} NOT NULL,
  PRIMARY KEY (record_id, limit_name, n, from_seq)
);

CREATE INDEX limit_run_alert ON limit_run (next_alert_at) WHERE to_seq IS NULL AND next_alert_at IS NOT NULL;

CREATE INDEX limit_run_calendar ON limit_run (calendar) WHERE to_seq IS NULL AND ended_at IS NULL;

CREATE INDEX limit_run_due ON limit_run (ledger, limit_name, due_at);

CREATE TABLE outbox (
  key {TEXT} NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  kind {TEXT} NOT NULL,
  recipients {TEXT} NOT NULL,
  text {TEXT} NOT NULL,
  created_at {TEXT} NOT NULL,
  sent_at {TEXT}
);

CREATE TABLE installed_package (
  ordinal BIGINT PRIMARY KEY,
  name {TEXT} NOT NULL,
  version {TEXT} NOT NULL,
  hash {TEXT} NOT NULL,
  files {TEXT} NOT NULL,
  applied_at {TEXT} NOT NULL,
  UNIQUE (name, version)
);

CREATE TABLE ledger_table (
  ledger {TEXT} NOT NULL PRIMARY KEY,
  package {TEXT} NOT NULL,
  title {TEXT} NOT NULL,
  table_name {TEXT} NOT NULL
);

CREATE TABLE ledger_field (
  ledger {TEXT} NOT NULL,
  field {TEXT} NOT NULL,
  title {TEXT} NOT NULL,
  type {TEXT} NOT NULL,
  retired BOOLEAN NOT NULL,
  PRIMARY KEY (ledger, field)
);

CREATE TABLE ledger_index (
  name {TEXT} NOT NULL PRIMARY KEY,
  ledger {TEXT} NOT NULL,
  business_key BOOLEAN NOT NULL,
  statement {TEXT} NOT NULL
)
