-- Badges that are signed again, and status lists that are worked out at every change.

-- the present badge of an award, whatever its revision
create index credential_award on credential (institution_id, award_id, revision);
