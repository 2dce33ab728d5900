select institution_id, offer_id
  from wallet_offer
 where used_at > expires_at or (fetched_at is not null and used_at is null);
