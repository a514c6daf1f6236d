-- 一人一月一来源的收入: 按月实收记在实收月,在发标准记在锚定月,年度总额只记在该年末月并注明 annual;支出不是收入
with run as (
  select anchor_month() as window_to, last_day(first_day(anchor_month())) as window_end,
         month_shift(anchor_month(), 1 - 12) as window_from
),
placed as (
  select e.person_id, e.item_code as category, e.extract, e.basis, e.amount_fen,
         case when e.basis = 'rate' then r.window_to else e.month end as month,
         e.is_counted
           and in_list('evidence_link_tiers', e.link_tier)
           and case e.basis
                 when 'monthly' then e.month between r.window_from and r.window_to
                 when 'annual' then e.month = r.window_to and month(r.window_end) = 12
                 when 'rate' then coalesce(e.valid_from <= r.window_end, true)
                   and coalesce(e.valid_to >= first_day(r.window_to), true)
               end as is_counted
  from verified.person_evidence as e
  cross join run as r
  where starts_with(e.item_code, 'income') and e.basis in ('monthly', 'annual', 'rate') and e.amount_fen is not null
)
select person_id, month, category, extract, basis,
       sum(amount_fen)::bigint as received_fen,
       sum(case when is_counted then amount_fen else 0 end)::bigint as counted_fen
from placed
where month is not null
group by person_id, month, category, extract, basis
