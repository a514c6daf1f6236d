-- 住房: 只凭最近一份在办报告已授权的核对;没有核对、没有答复或有异议的是未知
select s.case_id, null::varchar as person_id, a.low, a.high, 1 as factor, a.evidence
from (select distinct case_id, household_id from subject_member where subject_kind = 'household') as s
left join household_asset as a on a.household_id = s.household_id and a.limited_as = 'dwellings'
