-- 临时救助、支出型救助分档: 符合的各档里取金额最高的一档(写明相加的另加,如累计分段),不超过每户每次上限;不知道支出而没有别的档符合的,是未知
with days as (
  select distinct day, is_rural from assessment
),
known as (
  select p.name, p.holds_in_villages as is_rural, p.value, p.valid_from, p.valid_to
  from reference.table_parameter as p
),
figured as (
  select d.day, d.is_rural, t.place, k.name, k.value
  from days as d
  cross join reference.aid_tier as t
  join known as k on k.is_rural = d.is_rural and holds_on(k.valid_from, k.valid_to, d.day) and k.value is not null
    and list_contains([t.above_parameter, t.from_parameter, t.to_parameter, t.left_below_parameter, t.months_parameter, t.amount_parameter, t.share_parameter,
                       t.most_parameter], k.name)
),
tiers as (
  select t.place, t.programme_code, t.label, t.family, t.fact_code, t.is_medical, t.is_added, t.per, f.day, f.is_rural,
         t.above_parameter is not null or t.from_parameter is not null as has_line,
         t.left_below_parameter is not null as is_by_what_is_left,
         coalesce(t.months_parameter, t.amount_parameter, t.share_parameter) as parameter,
         exact(max(f.value) filter (where f.name = t.above_parameter)) as above_fen,
         exact(max(f.value) filter (where f.name = t.from_parameter)) as from_fen,
         exact(max(f.value) filter (where f.name = t.to_parameter)) as to_fen,
         exact(max(f.value) filter (where f.name = t.left_below_parameter)) as left_fen,
         max(f.value) filter (where f.name = t.months_parameter)::decimal(9, 4) as months,
         exact(max(f.value) filter (where f.name = t.amount_parameter)) as amount_fen,
         max(f.value) filter (where f.name = t.share_parameter)::decimal(9, 4) as share,
         exact(max(f.value) filter (where f.name = t.most_parameter)) as most_fen,
         bool_or(f.name in (t.months_parameter, t.amount_parameter, t.share_parameter)) as is_set
  from reference.aid_tier as t
  join figured as f on f.place = t.place
  group by t.place, t.programme_code, t.label, t.family, t.fact_code, t.is_medical, t.is_added, t.per, f.day, f.is_rural, t.above_parameter,
           t.from_parameter, t.left_below_parameter, t.months_parameter, t.amount_parameter, t.share_parameter
),
facts as (
  select m.case_id, flatten(list(m.facts)) as facts
  from seam_member as m
  join (select distinct case_id from assessment where day in (select day from tiers where is_set)) as a on a.case_id = m.case_id
  group by m.case_id
),
asked as (
  select a.case_id, a.day, a.is_rural, a.member_count, a.scale, a.base_fen, t.place, t.programme_code, t.label, t.parameter, t.is_added,
         t.has_line or t.is_by_what_is_left as is_by_spending, t.has_line, t.is_by_what_is_left, t.above_fen, t.left_fen,
         a.counted + a.declared_more + a.ruled as income,
         t.from_fen, t.to_fen, t.months, t.amount_fen, t.share, t.most_fen, t.per,
         -- 支出型救助仍须不属低保、年人均收入低于上年全市人均
         t.programme_code = 'temporary_aid' or (not a.is_below_dibao and a.is_below_city_income) as is_within,
         (t.family is null or t.family = case when a.is_below_dibao then 'dibao' when a.is_below_marginal then 'dibao_marginal' else 'other' end)
           and (t.fact_code is null or list_contains(f.facts, t.fact_code)) as is_meant,
         exact(case when t.is_medical then c.annual_medical_fen else c.annual_spending_fen end) as spent
  from tiers as t
  join assessment as a on a.day = t.day and a.is_rural = t.is_rural
  join seam_case as c on c.case_id = a.case_id
  join facts as f on f.case_id = a.case_id
  where t.is_set
),
reached as (
  select case_id, programme_code, day, is_rural, scale, place, label, parameter, is_added, most_fen,
         is_within and is_meant and coalesce(not has_line or spent > above_fen or spent >= from_fen, false)
           and coalesce(not is_by_what_is_left or income * 12 - spent * scale < left_fen * member_count * 12 * scale, false) as is_reached,
         is_within and is_meant and is_by_spending and spent is null as is_unknown, is_within,
         case when is_by_spending then '年支出 ' || yuan_text(spent) || ' 元' end as operand,
         case when months is null then exact(0)
              else divided(exact(base_fen * months * scale), case when per = 'person' then 1 else member_count end) end
           + case when amount_fen is null then exact(0)
                  else exact(amount_fen * case when per = 'person' then member_count else 1 end * scale) end
           + case when share is null or spent is null or not has_line then exact(0)
                  else exact(at_least_zero(case when spent > to_fen then to_fen else spent end
                                           - case when above_fen is null then from_fen else above_fen end) * share) * scale end as worth
  from asked
),
limited as (
  select case_id, programme_code, day, is_rural, scale, place, label, parameter, operand, is_added, is_reached, is_unknown, is_within,
         case when worth > most_fen * scale then exact(most_fen * scale) else worth end as worth
  from reached
),
ranked as (
  select case_id, programme_code, day, is_rural, scale, place, label, parameter, operand, is_added, is_reached, is_within, worth,
         bool_or(is_reached) over w as is_any, bool_or(is_unknown) over w as is_any_unknown,
         row_number() over (partition by case_id, programme_code order by is_reached desc, is_added, worth desc, place) as choice
  from limited
  window w as (partition by case_id, programme_code)
),
given as (
  select case_id, programme_code, day, is_rural, scale, place, worth, label, parameter, operand
  from ranked
  where is_reached and (choice = 1 or is_added)
),
whole as (
  select case_id, programme_code, scale, sum(worth) as worth,
         case when programme_code = 'temporary_aid' then exact(param_at('temporary_aid_cap', day, is_rural))
              else exact(param_at('expenditure_aid_cap', day, is_rural)) end * scale as cap,
         case when programme_code = 'temporary_aid' then 'temporary_aid_cap' else 'expenditure_aid_cap' end as cap_parameter
  from given
  group by case_id, programme_code, scale, day, is_rural
)
select case_id, programme_code, '1' || lpad(place::varchar, 12, '0') as step, label, operand, parameter,
       exact(worth) as amount_parts
from given
union all
select case_id, programme_code, '2', '减: 超过每户每次上限的部分', null, cap_parameter, exact(cap - worth)
from whole
where worth > cap
union all
select case_id, programme_code, '1',
       case when is_any_unknown then '年支出未知,不知道属哪一档'
            when is_within then '未达到任何一档' else '按低保办理,或年人均收入未低于上年全市人均,不在范围' end,
       null, null, case when is_any_unknown then null else exact(0) end
from ranked
where not is_any and choice = 1
