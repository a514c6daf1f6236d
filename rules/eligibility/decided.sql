-- 每组条件(同组符合其一即可)都符合的可能符合;有一组明确不符合的按现有数据不在范围内;其余需核实
with grouped as (
  select t.subject_number, c.alternative_number, count(*) filter (where t.verdict = 'met') as met_count,
         count(*) filter (where t.verdict = 'not_met') as not_met_count,
         count(*) filter (where t.verdict = 'unknown') as unknown_count
  from told_condition as t
  join condition as c on c.condition_number = t.condition_number
  group by t.subject_number, c.alternative_number
)
select subject_number, sum(met_count)::integer as met_count, sum(not_met_count)::integer as not_met_count,
       sum(unknown_count)::integer as unknown_count,
       case when bool_or(met_count = 0 and unknown_count = 0) then 'outside'
            when bool_and(met_count > 0) then 'possible' else 'verify' end as outlook
from grouped
group by subject_number
