-- 每人锚定月止十二个完整月的收入(分 x 12),只认证件有效且姓名相容的记录;不计入的类别与部分同报告一样去掉,支出不是收入;另记有没有只凭概率匹配的
with run as (
  select anchor_month() as window_to, last_day(first_day(anchor_month())) as window_end,
         month_shift(anchor_month(), 1 - 12) as window_from, param('pension_part_not_counted') as pension_part
),
settings as (
  select string_split(max(case when key = 'income_not_counted' then text_value end), '、') as not_counted
  from reference.programme_value
  where programme_code = 'dibao'
),
placed as (
  select e.person_id, e.item_code, coalesce(e.kind, e.item_code) as kind, is_proven(e.link_tier) as is_certain,
         r.pension_part,
         case when list_contains(s.not_counted, e.item_code) or list_contains(s.not_counted, e.kind) then 0
              when e.basis = 'rate' then e.amount_fen * 12 else e.amount_fen end as parts
  from verified.person_evidence as e
  join reference.item as i on i.item_code = e.item_code and i.measures = 'income'
  join (select distinct person_id from subject_member where subject_kind = 'household') as m on m.person_id = e.person_id
  cross join run as r
  cross join settings as s
  where e.is_counted and e.amount_fen is not null
    and in_list('evidence_link_tiers', e.link_tier)
    and case e.basis
          when 'monthly' then e.month between r.window_from and r.window_to
          when 'annual' then e.month = r.window_to and month(r.window_end) = 12
          when 'rate' then coalesce(e.valid_from <= r.window_end, true)
            and coalesce(e.valid_to >= first_day(r.window_to), true)
        end
),
summed as (
  select person_id, item_code, kind, is_certain, max(pension_part) as pension_part, sum(parts) as parts
  from placed
  group by person_id, item_code, kind, is_certain
),
counted as (
  select person_id, item_code, is_certain,
         case when kind = '城乡居民养老金' and pension_part is not null then at_least_zero(parts - pension_part * 12)
              else parts end as parts
  from summed
)
select person_id, sum(case when is_certain and item_code = 'income_wage' then parts else 0 end)::bigint as wage_parts,
       sum(case when is_certain and item_code <> 'income_wage' then parts else 0 end)::bigint as other_parts,
       sum(case when is_certain and in_list('imputed_wage_items', item_code) then parts else 0 end)::bigint as labour_parts,
       bool_or(not is_certain and parts > 0) as is_doubtful
from counted
group by person_id
