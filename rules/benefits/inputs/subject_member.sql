-- 要算的一份一份: 每份报告(其家庭组成),每户在范围内的家庭(共同生活的成员);成员是否共同生活有争议的,反过来认定再算一份
select r.report_id as case_id, 'report' as subject_kind, c.household_id, false as is_alternative, r.person_id
from verified.report_member as r
join verified.report_case as c on c.report_id = r.report_id
where r.is_counted
union all
select h.household_id as case_id, 'household' as subject_kind, h.household_id, false as is_alternative, h.person_id
from household_composition as h
where h.is_counted
union all
select h.household_id || '/另' as case_id, 'household' as subject_kind, h.household_id, true as is_alternative, h.person_id
from household_composition as h
where h.is_counted <> h.is_disputed
  and h.household_id in (select household_id from household_composition where is_disputed)
