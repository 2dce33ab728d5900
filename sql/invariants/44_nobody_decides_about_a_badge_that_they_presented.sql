select d.institution_id, d.presentation_id
  from presented_badge_decision d
  join presented_badge b using (institution_id, presentation_id)
 where d.decided_by = b.presented_by;
