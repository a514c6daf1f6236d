-- 逐条判断: 上下界都在线的一边才说符合或不符合,否则未知;低于是 <,达到是 >=,不超过含本数
with largest as (
  select max(household_size) as household_size from rule_limit
),
sized as (
  select c.case_id, c.programme_code as applied_for, a.member_count, at_most(a.member_count, g.household_size) as size
  from benefit_case as c
  join assessment as a on a.case_id = c.case_id
  cross join largest as g
  where c.subject_kind = 'household'
),
-- 每种人口数的每条条件只写一次: 限额、限额的写法
condition as (
  select z.size, r.programme_code, r.condition_code, r.position, r.alternative, r.measure, r.unit, r.is_gate,
         r.limit_name, r.legal_basis, r.met, r.not_met, r.unknown, r.about, l.shown as limit_shown,
         l.status as limit_status, coalesce(l.per, r.per) = 'person' as is_per_person,
         case when r.compare = 'limit' then l.admits else r.compare end as compare,
         case when r.compare = 'yes' then exact(1) else exact(l.value) end as limit_value,
         r.limit_name || '=' || l.shown || '(' || l.status || ')' as limit_used
  from (select distinct size from sized) as z
  cross join reference.condition_rule as r
  left join rule_limit as l on l.limit_name = r.limit_name and l.household_size = z.size
  where r.jurisdiction in ('any', param_text('eligibility_jurisdiction'))
    -- 准入限额写明不设的不测;其他参数没有数的,是未知
    and not (r.compare = 'limit' and l.limit_name is null)
),
shown_limit as (
  select size, programme_code, condition_code,
         case unit when 'fen' then yuan_text(limit_value::bigint) when 'ratio' then percent(limit_value)
                   else plain_number(limit_value::double) end as limit_text
  from condition
),
asked as (
  select s.case_id, k.programme_code, k.condition_code, k.position, k.alternative, k.measure, k.unit, k.is_gate,
         k.limit_name, k.limit_shown, k.limit_status, k.limit_used, t.limit_text, k.legal_basis, k.met, k.not_met,
         k.unknown, k.about, k.compare, k.limit_value, case when k.is_per_person then s.member_count else 1 end as heads
  from sized as s
  join condition as k on k.size = s.size
  join shown_limit as t
    on t.size = k.size and t.programme_code = k.programme_code and t.condition_code = k.condition_code
),
met_or_not as (
  select a.case_id, a.programme_code, a.condition_code, a.position, a.alternative, a.unit, a.is_gate, a.limit_name,
         a.limit_shown, a.limit_status, a.limit_used, a.limit_text, a.legal_basis, a.met, a.not_met, a.unknown, a.about,
         m.person_id, m.low, m.high, m.factor * a.heads as per_unit, m.evidence,
         case a.compare
           when 'below' then case when m.high < a.limit_value * a.heads * m.factor then 'met'
                                  when m.low >= a.limit_value * a.heads * m.factor then 'not_met' end
           when 'up_to' then case when m.high <= a.limit_value * a.heads * m.factor then 'met'
                                  when m.low > a.limit_value * a.heads * m.factor then 'not_met' end
           else case when m.low >= a.limit_value * a.heads * m.factor and m.low > 0 then 'met'
                     when m.high < a.limit_value * a.heads * m.factor then 'not_met' end
         end as verdict
  from asked as a
  join measured as m on m.case_id = a.case_id and m.measure = a.measure
),
known as (
  select case_id, programme_code, condition_code, person_id, position, alternative, is_gate, about, limit_name,
         limit_shown, limit_status, limit_used, limit_text, legal_basis, evidence, verdict, met, not_met, unknown, unit,
         per_unit, case when low is null then high when verdict = 'met' and high is not null then high else low end as value
  from met_or_not
),
-- 先除后写: 一步里除几遍,几十万行就要几秒
divided as (
  select case_id, programme_code, condition_code, person_id, position, alternative, is_gate, about, limit_name,
         limit_shown, limit_status, limit_used, limit_text, legal_basis, evidence, verdict, met, not_met, unknown, unit,
         case when unit = 'fen' then to_fen(value::hugeint, per_unit::hugeint) end as value_fen,
         case when unit = 'ratio' then share(value, per_unit)
              when unit not in ('fen', 'flag') then (value / per_unit)::double end as value_number
  from known
)
select case_id, programme_code, condition_code, person_id, position, alternative, is_gate, about, limit_name, limit_shown,
       limit_status, limit_used, limit_text, legal_basis, evidence, coalesce(verdict, 'unknown') as verdict,
       case verdict when 'met' then met when 'not_met' then not_met else unknown end as template,
       case unit when 'fen' then yuan_text(value_fen) when 'ratio' then percent(value_number) when 'flag' then null
                 else plain_number(value_number) end as value_shown
from divided
