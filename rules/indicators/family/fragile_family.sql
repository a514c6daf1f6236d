-- 家庭结构脆弱: 单亲带未成年子女、孤儿、失独,一种或两种以上;有事实无人抚养儿童的按最重
with families as (
  select household_id, bool_or(is_known) as is_single, bool_or(not is_known) as is_doubtful,
         flatten(list(evidence) filter (where is_known)) as evidence
  from verified.fact
  where fact_code = 'single_parent'
  group by household_id
),
facts as (
  select person_id, bool_or(fact_code = 'de_facto_orphan') as is_de_facto_orphan, bool_or(fact_code = 'orphan') as is_orphan,
         bool_or(fact_code = 'lost_only_child') as is_bereaved, flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code in ('de_facto_orphan', 'orphan', 'lost_only_child') and is_known and person_id is not null
  group by person_id
),
members as (
  select v.household_id, count(case when f.is_de_facto_orphan then 1 end) as children,
         bool_or(coalesce(f.is_orphan, false)) as has_orphan,
         bool_or(coalesce(f.is_bereaved and v.age >= param('bereaved_parent_age'), false)) as is_bereaved,
         flatten(list(f.evidence) filter (where f.evidence is not null)) as evidence
  from scored.living_member as v
  left join facts as f on f.person_id = v.person_id
  group by v.household_id
),
judged as (
  select m.household_id, m.children, coalesce(s.is_single, false) as is_single, coalesce(s.is_doubtful, false) as is_doubtful,
         m.has_orphan, m.is_bereaved, coalesce(m.evidence, no_evidence()) || coalesce(s.evidence, no_evidence()) as evidence
  from members as m
  left join families as s on s.household_id = m.household_id
)
select household_id, case when children > 0 then 'de_facto_orphan' else 'kinds' end as measure,
       case when children > 0 then children
            else is_single::integer + has_orphan::integer + is_bereaved::integer end as value,
       null::double as worst,
       is_screened('民政_儿童与照护') and is_screened('卫健_管理登记') and (is_single or not is_doubtful) as is_known,
       list_sort(list_distinct(evidence)) as evidence, children,
       concat_ws('、', case when is_single then '单亲' end, case when has_orphan then '孤儿' end,
                 case when is_bereaved then '失独' end) as kinds_text
from judged
