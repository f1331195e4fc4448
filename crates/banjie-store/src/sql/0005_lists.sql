-- Lists and work: clocks that run by due instant, cards standing, and what an account did.

CREATE INDEX limit_run_running ON limit_run (due_at, record_id) WHERE to_seq IS NULL AND ended_at IS NULL;

CREATE INDEX limit_run_card ON limit_run (card, record_id) WHERE to_seq IS NULL AND card <> 'none';

CREATE INDEX event_of_actor ON event (actor, seq)
