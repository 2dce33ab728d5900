-- and an accepted one has ended it, or has corrected its notation
select p.institution_id, p.proposal_id, p.award_id, p.kind, p.state
  from revocation_proposal p
  left join award_revocation r using (institution_id, award_id)
 where p.state in ('open', 'to be confirmed') and r.award_id is not null
    or p.state = 'accepted' and r.award_id is null and (p.kind = 'revoke' or not exists (
      select from notation n
       where n.institution_id = p.institution_id and n.award_id = p.award_id
         and n.kind = 'void'));
