select s.institution_id, s.award_id, s.number
  from (
    select institution_id, award_id, number, suspended,
           row_number() over (partition by institution_id, award_id order by number) as place
      from award_suspension) s
 where s.number <> s.place or s.suspended <> (s.place % 2 = 1);
