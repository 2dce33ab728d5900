-- and an accepted one has ended it
select p.institution_id, p.proposal_id, p.award_id, p.state
  from revocation_proposal p
  left join award_revocation r using (institution_id, award_id)
 where p.state in ('open', 'to be confirmed') and r.award_id is not null
    or p.state = 'accepted' and r.award_id is null;
