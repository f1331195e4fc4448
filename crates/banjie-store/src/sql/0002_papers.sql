-- Papers: which database this is, signed reports in a chain of hashes, numbers given to documents, and who printed them.
-- {RANDOM}: thirty-two random hexadecimal digits.

CREATE TABLE database_identity (
  id BIGINT PRIMARY KEY,
  identity {TEXT} NOT NULL
);

INSERT INTO database_identity (id, identity) VALUES (1, {RANDOM});

CREATE TABLE signed_report (
  number BIGINT PRIMARY KEY,
  report {TEXT} NOT NULL,
  title {TEXT} NOT NULL,
  period {TEXT},
  org {TEXT},
  seq BIGINT NOT NULL,
  signed_at {TEXT} NOT NULL,
  signed_by {TEXT} NOT NULL,
  signed_org {TEXT} NOT NULL,
  manifest {TEXT} NOT NULL,
  digest {TEXT} NOT NULL,
  log_hash {TEXT} NOT NULL,
  previous {TEXT} NOT NULL,
  hash {TEXT} NOT NULL
);

CREATE TABLE issued_document (
  ledger {TEXT} NOT NULL,
  record_id BIGINT NOT NULL,
  document {TEXT} NOT NULL,
  number {TEXT} NOT NULL,
  seq BIGINT NOT NULL,
  issued_at {TEXT} NOT NULL,
  issued_by {TEXT} NOT NULL,
  PRIMARY KEY (ledger, record_id, document)
);

CREATE TABLE document_print (
  id BIGINT PRIMARY KEY,
  ledger {TEXT} NOT NULL,
  record_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  document {TEXT} NOT NULL,
  plain BOOLEAN NOT NULL,
  seq BIGINT NOT NULL,
  printed_at {TEXT} NOT NULL,
  printed_by {TEXT} NOT NULL
);

CREATE INDEX document_print_of_record ON document_print (ledger, record_id)
