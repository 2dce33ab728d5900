select institution_id, credential_id
  from (select institution_id, credential_id, valid_from, status_list, status_index,
               lag(valid_from) over w as former_from, lag(status_list) over w as former_list,
               lag(status_index) over w as former_index
          from credential
        window w as (partition by institution_id, credential_id order by revision)) c
 where valid_from <= former_from or status_list <> former_list or status_index <> former_index;
