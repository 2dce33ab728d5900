-- What reports ask about the past.

-- which version an enrollment pinned before it was moved stands in the journal alone
create index journal_moved on journal (institution_id, recorded_at) where action = 'move';
