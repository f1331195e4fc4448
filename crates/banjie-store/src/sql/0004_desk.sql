-- What the desk on the web keeps beside the ledgers: who may sign in, who is signed in, what was done, what is half written.

CREATE TABLE credential (
  account {TEXT} NOT NULL PRIMARY KEY,
  password_hash {TEXT} NOT NULL,
  must_change BOOLEAN NOT NULL,
  totp_secret {TEXT},
  last_totp_step BIGINT,
  failures BIGINT NOT NULL,
  locked_until {TEXT},
  disabled BOOLEAN NOT NULL,
  changed_at {TEXT} NOT NULL,
  last_sign_in {TEXT}
);

CREATE TABLE session (
  id_hash {TEXT} NOT NULL PRIMARY KEY,
  account {TEXT} NOT NULL,
  csrf {TEXT} NOT NULL,
  started_at {TEXT} NOT NULL,
  seen_at {TEXT} NOT NULL,
  expires_at {TEXT} NOT NULL,
  address {TEXT} NOT NULL,
  agent {TEXT} NOT NULL,
  second_factor_done BOOLEAN NOT NULL,
  role {TEXT}
);

CREATE INDEX session_of_account ON session (account);

CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE audit_entry (
  id BIGINT PRIMARY KEY,
  at {TEXT} NOT NULL,
  account {TEXT},
  address {TEXT} NOT NULL,
  what {TEXT} NOT NULL,
  target {TEXT},
  detail {TEXT} NOT NULL,
  ok BOOLEAN NOT NULL,
  previous {TEXT} NOT NULL,
  hash {TEXT} NOT NULL
);

CREATE INDEX audit_entry_of_account ON audit_entry (account, id);

CREATE INDEX audit_entry_of_kind ON audit_entry (what, id);

CREATE INDEX audit_entry_at ON audit_entry (at);

CREATE TABLE draft (
  id BIGINT PRIMARY KEY,
  account {TEXT} NOT NULL,
  place {TEXT} NOT NULL,
  title {TEXT} NOT NULL,
  fields {TEXT} NOT NULL,
  version_seen BIGINT,
  saved_at {TEXT} NOT NULL,
  UNIQUE (account, place)
);

CREATE TABLE saved_view (
  id BIGINT PRIMARY KEY,
  account {TEXT} NOT NULL,
  ledger {TEXT} NOT NULL,
  name {TEXT} NOT NULL,
  query {TEXT} NOT NULL,
  shared_with_org {TEXT},
  position BIGINT NOT NULL,
  UNIQUE (account, ledger, name)
);

CREATE INDEX saved_view_shared ON saved_view (ledger, shared_with_org);

CREATE TABLE comment (
  id BIGINT PRIMARY KEY,
  ledger {TEXT} NOT NULL,
  record_id BIGINT NOT NULL,
  account {TEXT} NOT NULL,
  org {TEXT} NOT NULL,
  at {TEXT} NOT NULL,
  text {TEXT} NOT NULL,
  removed_at {TEXT}
);

CREATE INDEX comment_of_record ON comment (ledger, record_id, id);

CREATE TABLE stored_file (
  sha256 {TEXT} NOT NULL PRIMARY KEY,
  size BIGINT NOT NULL,
  media_type {TEXT} NOT NULL,
  first_name {TEXT} NOT NULL,
  uploaded_by {TEXT} NOT NULL,
  at {TEXT} NOT NULL
);

CREATE TABLE file_upload (
  sha256 {TEXT} NOT NULL,
  account {TEXT} NOT NULL,
  at {TEXT} NOT NULL,
  PRIMARY KEY (sha256, account)
);

CREATE TABLE file_link (
  sha256 {TEXT} NOT NULL,
  ledger {TEXT} NOT NULL,
  record_id BIGINT NOT NULL,
  field {TEXT} NOT NULL,
  PRIMARY KEY (sha256, ledger, record_id, field)
);

CREATE TABLE api_token (
  id BIGINT PRIMARY KEY,
  account {TEXT} NOT NULL,
  name {TEXT} NOT NULL,
  hash {TEXT} NOT NULL UNIQUE,
  scopes {TEXT} NOT NULL,
  made_at {TEXT} NOT NULL,
  expires_at {TEXT},
  revoked_at {TEXT},
  last_used_at {TEXT}
);

CREATE INDEX api_token_of_account ON api_token (account, id);

CREATE TABLE once (
  account {TEXT} NOT NULL,
  key_hash {TEXT} NOT NULL,
  request_hash {TEXT} NOT NULL,
  claimed_at {TEXT} NOT NULL,
  status BIGINT,
  body {TEXT},
  PRIMARY KEY (account, key_hash)
);

CREATE INDEX once_claimed ON once (claimed_at);

CREATE TABLE setting (
  key {TEXT} NOT NULL PRIMARY KEY,
  value {TEXT} NOT NULL
);

CREATE TABLE application (
  code_hash {TEXT} NOT NULL PRIMARY KEY,
  ledger {TEXT} NOT NULL,
  record_id BIGINT NOT NULL,
  number {TEXT},
  phone_hash {TEXT} NOT NULL,
  service {TEXT} NOT NULL,
  at {TEXT} NOT NULL
);

CREATE INDEX application_of_record ON application (ledger, record_id);

CREATE INDEX application_of_number ON application (number, phone_hash);

CREATE INDEX application_of_phone ON application (phone_hash, at)
