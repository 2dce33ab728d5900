select d.institution_id, d.presentation_id
  from presented_badge_decision d
  join presented_badge b using (institution_id, presentation_id)
  join enrollment e using (institution_id, enrollment_id)
  left join completion c
    on c.institution_id = d.institution_id and c.completion_id = d.completion_id
   and c.revision = 1
 where d.outcome = 'accepted'
   and (c.completion_id is null or c.learner_id <> e.learner_id or c.kind <> d.kind
     or c.code <> d.code or d.badge_id <> b.badge_id);
