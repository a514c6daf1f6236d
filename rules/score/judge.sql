-- 按分档给分: 度量落入哪一档得哪一档的分;说不清的以不能排除的最坏情形作上限;没有度量的户未知,已无在世成员的户不评
with banded as (
  select h.household_id, h.member_count, n.indicator_code, n.full_points, m.measure, m.value, m.worst, m.is_known, m.evidence,
         m.named, s.place, case when m.measure is not null and s.measure is null
                                then error('度量没有分档: ' || m.measure) else s.most_points end as most_points,
         case when b.points is null then 0 else b.points end as points,
         case when w.points is null then 0 else w.points end as feared_points
  from this as t
  join reference.indicator as n on n.indicator_code = t.indicator_code
  cross join scored.household_size as h
  left join measured as m on m.household_id = h.household_id
  left join reference.indicator_measure as s on s.indicator_code = n.indicator_code and s.measure = m.measure
  left join reference.indicator_band as b
    on b.indicator_code = n.indicator_code and b.measure = m.measure and m.value >= b.low and m.value < b.high
   and coalesce(b.is_rural = h.is_rural, true)
  left join reference.indicator_band as w
    on w.indicator_code = n.indicator_code and w.measure = m.measure and m.worst >= w.low and m.worst < w.high
   and coalesce(w.is_rural = h.is_rural, true)
)
select household_id, member_count, indicator_code, full_points, measure, value, evidence, named, place, points,
       case when member_count = 0 then 0
            when measure is null then full_points
            when is_known then points
            when worst is not null then larger(points, feared_points)
            else larger(points, most_points) end as points_high
from banded
