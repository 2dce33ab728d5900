select a.institution_id, a.award_id, a.earned_on, a.judged_on, a.awarded_at
  from award a
  join institution i using (institution_id)
 where a.earned_on > (a.awarded_at at time zone i.zone)::date
    or a.judged_on > (a.awarded_at at time zone i.zone)::date
    or a.earned_on > a.judged_on;
