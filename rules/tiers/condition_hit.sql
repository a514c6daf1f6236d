-- 条件成立: 同一组条件在一户或一人身上同时成立;未知不算成立,应当没有的说不清也不算没有
with rural as (
  select distinct household_id from verified.fact where fact_code = 'rural_household' and is_known
),
matched as (
  select c.rule_kind, c.rule_code, c.block_number, c.clause_number, c.mode, c.about, c.scope, c.least_count,
         s.household_id, s.person_id, s.value, s.number_value, s.valid_from, s.valid_to, s.evidence
  from reference.condition as c
  join signal as s on s.signal_kind = c.signal_kind and s.signal_code = c.signal_code
  left join rural as r on r.household_id = s.household_id
  where (s.valid_from is null or s.valid_from <= c.as_of)
    and (c.is_rural is null or c.is_rural = (r.household_id is not null))
    and case when not s.is_known then c.mode = 'none' and c.is_needed
             else (len(c.accepted) = 0 or list_contains(c.accepted, s.value))
                  and (c.ending is null or suffix(s.value, c.ending))
                  and (c.at_least is null or s.number_value >= c.at_least)
                  and (c.above is null or s.number_value > c.above)
                  and (c.below is null or s.number_value < c.below)
                  and (c.begun_since is null or s.valid_from >= c.begun_since)
                  and (c.lasting_since is null or s.valid_from <= c.lasting_since)
                  and (c.ends_by is null or s.valid_to <= c.ends_by)
                  and (s.valid_to is null or s.valid_to >= c.ends_from)
        end
),
subject as (
  select distinct rule_kind, rule_code, block_number, about, household_id,
         case when about = 'person' then person_id end as person_id
  from matched
  where mode <> 'none'
    and case when about = 'person' then scope = 'self' and person_id is not null else household_id is not null end
),
met as (
  select s.rule_kind, s.rule_code, s.block_number, s.household_id, s.person_id, m.clause_number, m.mode, m.least_count,
         m.person_id as met_by, m.value, m.number_value, m.valid_from, m.valid_to, m.evidence
  from subject as s
  join matched as m
    on m.rule_kind = s.rule_kind and m.rule_code = s.rule_code and m.block_number = s.block_number
       and m.person_id = s.person_id
  where s.about = 'person' and m.scope = 'self'
  union all
  select s.rule_kind, s.rule_code, s.block_number, s.household_id, s.person_id, m.clause_number, m.mode, m.least_count,
         m.person_id as met_by, m.value, m.number_value, m.valid_from, m.valid_to, m.evidence
  from subject as s
  join matched as m
    on m.rule_kind = s.rule_kind and m.rule_code = s.rule_code and m.block_number = s.block_number
       and m.household_id = s.household_id
  where s.about = 'household' or m.scope = 'household'
),
clause as (
  select rule_kind, rule_code, block_number, household_id, person_id, clause_number, mode,
         max(value) as value, max(number_value) as number_value, max(valid_from) as newest_from,
         min(valid_from) as valid_from,
         case when count(valid_to) = count(*) then max(valid_to) end as valid_to,
         list_sort(list_distinct(flatten(list(evidence)))) as evidence
  from met
  group by rule_kind, rule_code, block_number, household_id, person_id, clause_number, mode
  having count(distinct coalesce(met_by, household_id)) >= max(least_count)
),
verdict as (
  select rule_kind, rule_code, block_number, household_id, person_id,
         count(*) filter (where mode = 'all') as all_count,
         count(*) filter (where mode = 'any') as any_count,
         count(*) filter (where mode = 'none') as none_count,
         arg_min(value, clause_number) filter (where mode <> 'none' and value is not null) as value,
         arg_min(number_value, clause_number) filter (where mode <> 'none' and number_value is not null) as number_value,
         arg_min(newest_from, clause_number) filter (where mode <> 'none' and newest_from is not null) as begun_date,
         max(valid_from) filter (where mode = 'all') as all_from,
         min(valid_to) filter (where mode = 'all') as all_to,
         min(valid_from) filter (where mode = 'any') as any_from,
         max(valid_to) filter (where mode = 'any') as any_to,
         count(*) filter (where mode = 'any' and valid_to is null) as open_any_count,
         flatten(list(evidence) filter (where mode <> 'none')) as evidence
  from clause
  group by rule_kind, rule_code, block_number, household_id, person_id
),
asked as (
  select rule_kind, rule_code, block_number,
         count(distinct clause_number) filter (where mode = 'all') as all_count,
         count(distinct clause_number) filter (where mode = 'any') as any_count
  from reference.condition
  group by rule_kind, rule_code, block_number
),
held as (
  select v.rule_kind, v.rule_code, v.block_number, v.household_id, v.person_id, v.value, v.number_value, v.begun_date,
         v.all_from, v.all_to, case when v.open_any_count = 0 then v.any_to end as any_to, v.any_from, v.evidence
  from verdict as v
  join asked as a
    on a.rule_kind = v.rule_kind and a.rule_code = v.rule_code and a.block_number = v.block_number
  where v.all_count = a.all_count and (a.any_count = 0 or v.any_count > 0) and v.none_count = 0
)
select rule_kind, rule_code, block_number, household_id, person_id, value, number_value, begun_date,
       coalesce(larger(all_from, any_from), all_from, any_from) as valid_from,
       coalesce(smaller(all_to, any_to), all_to, any_to) as valid_to,
       list_sort(list_distinct(evidence)) as evidence
from held
