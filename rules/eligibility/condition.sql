-- 每种人口数、城镇与农村的每条条件只写一次: 限额、限额的写法与三句话;对人的项目另有一条,家中没有可以说到的人
with sizes as (
  select distinct size, is_rural from sized
),
plain as (
  -- 写明不适用收入豁免、也不扣减刚性支出的项目: 收入限额看不作豁免的收入
  select programme_code
  from reference.programme_value
  where key in ('earnings_disregard_applies', 'deductible_spending')
  group by programme_code
  having max(case when key = 'earnings_disregard_applies' then text_value end) = 'no'
     and coalesce(max(case when key = 'deductible_spending' then text_value end), '') = ''
),
asked as (
  select z.size, z.is_rural, r.programme_code, r.condition_code, r.position, coalesce(r.alternative, r.condition_code) as alternative,
         r.about, r.is_gate,
         case when n.programme_code is not null and r.measure = 'countable_income' then 'undisregarded_income'
              else r.measure end as measure, r.unit, r.limit_name, l.status as limit_status, r.legal_basis, r.met, r.not_met,
         r.unknown, coalesce(l.per, r.per) = 'person' as is_per_person,
         case when r.compare = 'limit' then l.admits else r.compare end as compare,
         case when r.compare = 'yes' then exact(1) else exact(l.value) end as limit_value,
         r.limit_name || '=' || l.shown || '(' || l.status || ')' as limit_used
  from sizes as z
  cross join reference.condition_rule as r
  left join rule_limit as l on l.limit_name = r.limit_name and l.household_size = z.size and l.is_rural = z.is_rural
  left join plain as n on n.programme_code = r.programme_code and r.limit_name = n.programme_code || '.income_limit'
  where r.jurisdiction in ('any', param_text('eligibility_jurisdiction'))
    -- 准入限额写明不设的不测;其他参数没有数的,是未知
    and not (r.compare = 'limit' and l.limit_name is null)
  union all by name
  select distinct z.size, z.is_rural, r.programme_code, 'no_candidate' as condition_code, 0 as position, 'no_candidate' as alternative,
         '家中没有符合对象条件的成员' as not_met
  from sizes as z
  cross join reference.condition_rule as r
  where r.about = 'person'
)
select row_number() over (order by size, is_rural, programme_code, position, condition_code)::integer as condition_number,
       dense_rank() over (order by alternative)::integer as alternative_number, size, is_rural, programme_code, condition_code, alternative, about, is_gate, measure, unit, limit_name, limit_status,
       limit_used, legal_basis, met, not_met, unknown, is_per_person, compare, limit_value,
       case unit when 'fen' then yuan_text(limit_value::bigint) when 'ratio' then percent(limit_value)
                 else plain_number(limit_value::double) end as limit_text
from asked
