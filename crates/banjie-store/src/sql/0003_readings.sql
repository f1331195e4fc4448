-- Who read personal values in plain, of what, and what for.

CREATE TABLE plain_reading (
  id BIGINT PRIMARY KEY,
  read_at {TEXT} NOT NULL,
  account {TEXT} NOT NULL,
  org {TEXT} NOT NULL,
  ledger {TEXT} NOT NULL,
  record_id BIGINT,
  fields {TEXT} NOT NULL,
  purpose {TEXT} NOT NULL,
  how {TEXT} NOT NULL,
  records BIGINT NOT NULL,
  condition {TEXT},
  seq BIGINT NOT NULL
);

CREATE INDEX plain_reading_of_record ON plain_reading (ledger, record_id)
