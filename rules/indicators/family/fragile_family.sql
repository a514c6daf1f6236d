-- 家庭结构脆弱: 单亲带未成年子女、孤儿、失独,一种或两种以上;有事实无人抚养儿童的按最重
with found as (
  select household_id, case when is_known then '单亲' end as kind, null::varchar as child_id, not is_known as is_doubtful,
         evidence
  from verified.fact
  where fact_code = 'single_parent'
  union all
  select v.household_id,
         case f.fact_code when 'orphan' then '孤儿' when 'lost_only_child' then '失独' when 'de_facto_orphan' then '事实无人抚养'
         end as kind,
         case when f.fact_code = 'de_facto_orphan' then f.person_id end as child_id, false as is_doubtful, f.evidence
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  where f.fact_code in ('orphan', 'lost_only_child', 'de_facto_orphan') and f.is_known
    and (f.fact_code <> 'lost_only_child' or v.age >= param('bereaved_parent_age'))
),
counted as (
  select household_id, count(distinct kind) as kinds, string_agg(distinct kind, '、' order by kind) as kinds_text,
         count(distinct child_id) as children, bool_or(is_doubtful) as is_doubtful,
         list_sort(list_distinct(flatten(list(evidence) filter (where kind is not null)))) as evidence
  from found
  group by household_id
),
judged as (
  select s.household_id, c.children, c.kinds_text, coalesce(c.evidence, no_evidence()) as evidence,
         case when c.kinds > 0 then c.kinds else 0 end as kinds, coalesce(c.is_doubtful, false) as is_single_doubtful,
         s.unidentified_count + s.undated_count = 0
           and (s.youngest_age >= param('child_age') or is_screened('民政_儿童与照护')) as are_children_known,
         s.oldest_age < param('bereaved_parent_age') or is_screened('卫健_管理登记') as is_bereavement_known
  from scored.household_size as s
  left join counted as c on c.household_id = s.household_id
  where s.member_count > 0
)
select household_id, case when children > 0 then 'de_facto_orphan' else 'kinds' end as measure,
       case when children > 0 then children else kinds end as value,
       case when are_children_known and children > 0 then children
            when are_children_known then kinds + is_single_doubtful::integer + (not is_bereavement_known)::integer
       end as worst,
       are_children_known and is_bereavement_known and not is_single_doubtful as is_known, evidence, children, kinds_text
from judged
