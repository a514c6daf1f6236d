-- 家庭冲突与缺位: 近期的保护令或告诫书、撤销监护资格、有成员服刑或强制戒毒,一种或两种以上
with facts as (
  select v.household_id, f.evidence,
         case when f.fact_code = 'imprisoned' then '有成员服刑或强制戒毒'
              when f.value = '监护资格撤销' then '监护资格被撤销'
              when f.valid_from >= months_before(as_of(), param('protection_order_months'))
              then '近' || plain_number(param('protection_order_months')::double) || '个月内有保护令或告诫书' end as kind
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  where f.fact_code in ('protection_order', 'imprisoned') and f.is_known
),
counted as (
  select household_id, count(distinct kind) as kinds, string_agg(distinct kind, '、' order by kind) as kinds_text,
         list_sort(list_distinct(flatten(list(evidence)))) as evidence
  from facts
  where kind is not null
  group by household_id
)
select s.household_id, 'kinds' as measure, case when c.kinds is null then 0 else c.kinds end as value,
       null::double as worst, is_screened('妇联_告诫书') and is_screened('司法_服刑戒毒') and s.unidentified_count = 0 as is_known,
       coalesce(c.evidence, no_evidence()) as evidence, c.kinds_text
from scored.household_size as s
left join counted as c on c.household_id = s.household_id
where s.member_count > 0
