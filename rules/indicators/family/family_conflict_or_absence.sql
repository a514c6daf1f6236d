-- 家庭冲突与缺位: 一年内的保护令或告诫书、撤销监护资格、有成员服刑或强制戒毒,一种或两种以上
with facts as (
  select person_id,
         bool_or(fact_code = 'protection_order' and coalesce(value <> '监护资格撤销', true)
                 and valid_from >= months_before(as_of(), 12)) as has_order,
         bool_or(fact_code = 'protection_order' and coalesce(value = '监护资格撤销', false)) as has_revocation,
         bool_or(fact_code = 'imprisoned') as is_imprisoned,
         flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code in ('protection_order', 'imprisoned') and is_known and person_id is not null
  group by person_id
),
members as (
  select v.household_id, bool_or(coalesce(f.has_order, false)) as has_order,
         bool_or(coalesce(f.has_revocation, false)) as has_revocation,
         bool_or(coalesce(f.is_imprisoned, false)) as is_imprisoned,
         list_sort(list_distinct(flatten(list(f.evidence) filter (where f.has_order or f.has_revocation or f.is_imprisoned)))) as evidence
  from scored.living_member as v
  left join facts as f on f.person_id = v.person_id
  group by v.household_id
)
select household_id, 'kinds' as measure,
       has_order::integer + has_revocation::integer + is_imprisoned::integer as value, null::double as worst,
       is_screened('妇联_告诫书') and is_screened('司法_服刑戒毒') as is_known, coalesce(evidence, no_evidence()) as evidence,
       concat_ws('、', case when has_order then '一年内有保护令或告诫书' end,
                 case when has_revocation then '监护资格被撤销' end,
                 case when is_imprisoned then '有成员服刑或强制戒毒' end) as kinds_text
from members
