select v.institution_id, v.position
  from notation v
  join notation n on n.institution_id = v.institution_id and n.notation_id = v.voids
 where v.position <= n.position
    or n.kind <> 'add'
    or (v.award_id, v.learner_id, v.program_id, v.program_version_id, v.student, v.text, v.earned_on)
      <> (n.award_id, n.learner_id, n.program_id, n.program_version_id, n.student, n.text,
        n.earned_on)
    or v.credits is distinct from n.credits
    or v.term is distinct from n.term;
