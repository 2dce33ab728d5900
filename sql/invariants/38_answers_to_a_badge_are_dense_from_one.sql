select institution_id, credential_id
  from claim_answer
 group by institution_id, credential_id
having min(number) <> 1 or max(number) <> count(*);
