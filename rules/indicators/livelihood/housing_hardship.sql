-- 居住困难: 人均住房面积、危房等级、租金占收入的比例;自有住房面积属核对用途,筛查不读
with housing as (
  select household_id,
         max(case when fact_code = 'floor_area' and is_known then value end) as area,
         max(case when fact_code = 'dangerous_dwelling' then value end) as grade,
         max(case when fact_code = 'public_rent' and is_known then try_cast(value as bigint) end) as rent_fen,
         list_sort(flatten(list(evidence) filter (where fact_code = 'floor_area'))) as area_evidence,
         list_sort(flatten(list(evidence) filter (where fact_code = 'dangerous_dwelling'))) as grade_evidence,
         list_sort(flatten(list(evidence) filter (where fact_code = 'public_rent'))) as rent_evidence
  from verified.fact
  where fact_code in ('floor_area', 'dangerous_dwelling', 'public_rent')
  group by household_id
),
dwelling as (
  select s.household_id, h.area, try_cast(h.area as double) / s.member_count as per_head, h.grade, h.rent_fen,
         h.area_evidence, h.grade_evidence, h.rent_evidence,
         case when i.is_complete and i.income_fen is not null then larger(i.income_fen, 0) end as income_fen,
         is_screened('住建_房屋安全') as is_graded
  from scored.household_size as s
  left join housing as h on h.household_id = s.household_id
  left join verified.household_income as i on i.household_id = s.household_id
  where s.member_count > 0
)
select household_id, 'area_per_head' as measure, per_head as value, null::double as worst, per_head is not null as is_known,
       coalesce(area_evidence, no_evidence()) as evidence, area, per_head, grade, rent_fen as rent, null::double as share
from dwelling
union all
select household_id, 'dangerous_dwelling' as measure, case when grade is not null then 1 end as value, null::double as worst,
       grade is not null as is_known, coalesce(grade_evidence, no_evidence()) as evidence, area, per_head, grade,
       rent_fen as rent, null::double as share
from dwelling
where grade is not null or (per_head is not null and not is_graded)
union all
select household_id, 'rent_share' as measure,
       case when income_fen > 0 then share(rent_fen, income_fen) when income_fen = 0 then 1 end as value,
       null::double as worst, income_fen is not null as is_known, coalesce(rent_evidence, no_evidence()) as evidence,
       area, per_head, grade, rent_fen as rent,
       case when income_fen > 0 then share(rent_fen, income_fen) when income_fen = 0 then 1 end as share
from dwelling
where rent_fen > 0
