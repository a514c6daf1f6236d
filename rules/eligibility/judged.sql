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
asked as (
  select s.case_id, s.member_count, r.programme_code, r.condition_code, r.position, r.alternative, r.measure, r.unit,
         r.is_gate, r.limit_name, r.legal_basis, r.met, r.not_met, r.unknown, r.about,
         case when r.compare = 'limit' then l.admits else r.compare end as compare,
         case when r.compare = 'yes' then exact(1) else exact(l.value) end as limit_value,
         case when coalesce(l.per, r.per) = 'person' then s.member_count else 1 end as heads,
         l.shown as limit_shown, l.status as limit_status
  from sized as s
  cross join reference.condition_rule as r
  left join rule_limit as l on l.limit_name = r.limit_name and l.household_size = s.size
  where r.jurisdiction in ('any', param_text('eligibility_jurisdiction'))
    -- 准入限额写明不设的不测;其他参数没有数的,是未知
    and not (r.compare = 'limit' and l.limit_name is null)
),
met_or_not as (
  select a.case_id, a.programme_code, a.condition_code, a.position, a.alternative, a.unit, a.is_gate, a.limit_name,
         a.legal_basis, a.met, a.not_met, a.unknown, a.about, a.limit_shown, a.limit_status, a.limit_value, m.person_id,
         m.low, m.high, m.factor * a.heads as per_unit, m.evidence,
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
)
select case_id, programme_code, condition_code, person_id, position, alternative, is_gate, about, limit_name, limit_shown,
       limit_status, legal_basis, evidence, coalesce(verdict, 'unknown') as verdict,
       case verdict when 'met' then met when 'not_met' then not_met else unknown end as template,
       case unit when 'fen' then yuan_text(to_fen(known::hugeint, per_unit::hugeint))
                 when 'ratio' then percent(share(known, per_unit))
                 when 'flag' then null
                 else plain_number((known / per_unit)::double) end as value_shown,
       case unit when 'fen' then yuan_text(limit_value::bigint) when 'ratio' then percent(limit_value)
                 else plain_number(limit_value::double) end as limit_text
from (select case_id, programme_code, condition_code, person_id, position, alternative, is_gate, about, limit_name,
             limit_shown, limit_status, legal_basis, evidence, verdict, met, not_met, unknown, unit, per_unit, limit_value,
             case when low is null then high when verdict = 'met' and high is not null then high else low end as known
      from met_or_not) as v
