-- 每组条件(同组符合其一即可)都符合的可能符合;有一组明确不符合的按现有数据不在范围内;其余需核实
with grouped as (
  select case_id, programme_code, person_id, alternative, bool_or(verdict = 'met') as is_met,
         bool_or(verdict = 'unknown') as is_unknown
  from told_condition
  group by case_id, programme_code, person_id, alternative
)
select case_id, programme_code, person_id,
       case when bool_or(not is_met and not is_unknown) then 'outside'
            when bool_and(is_met) then 'possible' else 'verify' end as outlook
from grouped
group by case_id, programme_code, person_id
