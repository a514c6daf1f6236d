-- 公布的比率能否由印出的户数算出: 须有整数分子,四舍五入后等于印出的比率;不能者,给出上下最近的可能分母
with printed as (
  select programme_code, period, households, slack, rate_per_scale, scale, half_step, label
  from reference.published_rate
),
denominators as (
  select p.programme_code, unnest(range(1, p.households + p.households // 12 + 12)) as denominator
  from printed as p
  where p.slack = 0
),
candidates as (
  select d.programme_code, d.denominator, p.rate_per_scale, p.scale, p.half_step,
         unnest([p.rate_per_scale * d.denominator // p.scale, p.rate_per_scale * d.denominator // p.scale + 1]) as k
  from denominators as d
  join printed as p on p.programme_code = d.programme_code
),
fitting as (
  select programme_code, denominator, min(k) as numerator
  from candidates
  where k <= denominator
    and k * scale >= (rate_per_scale - half_step) * denominator
    and k * scale < (rate_per_scale + half_step) * denominator
  group by programme_code, denominator
)
select p.programme_code, p.period, p.label as official_label, p.households as printed_count,
       p.rate_per_scale::double / p.scale as printed_rate,
       case when p.slack > 0 then null else h.numerator is not null end as is_possible,
       h.numerator::integer as numerator,
       max(f.denominator) filter (where f.denominator < p.households)::integer as nearest_below,
       min(f.denominator) filter (where f.denominator > p.households)::integer as nearest_above
from printed as p
left join fitting as h on h.programme_code = p.programme_code and h.denominator = p.households
left join fitting as f on f.programme_code = p.programme_code
group by p.programme_code, p.period, p.label, p.households, p.rate_per_scale, p.scale, p.slack, h.numerator
