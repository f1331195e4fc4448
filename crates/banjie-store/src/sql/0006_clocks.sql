-- Lists: the clocks that run of each record, and those referred.

CREATE INDEX limit_run_open ON limit_run (record_id, due_at) WHERE to_seq IS NULL AND ended_at IS NULL;

CREATE INDEX limit_run_referred ON limit_run (record_id) WHERE to_seq IS NULL AND referred
