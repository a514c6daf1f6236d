-- 要算的一份一份: 每份报告(其家庭组成),每户在范围内的家庭(共同生活的成员)
select r.report_id as case_id, 'report' as subject_kind, r.person_id, r.link_tier = 'L1' as is_certain
from verified.report_member as r
where r.is_counted
union all
select h.household_id as case_id, 'household' as subject_kind, h.person_id, true as is_certain
from household_composition as h
where h.is_counted
