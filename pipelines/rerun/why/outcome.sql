-- 一个发布说了什么: 每份报告的结论与金额,每户的等级与圈层,每条告警的级别
select '结论' as kind, report_id as subject_id, household_id, conclusion as outcome
from report
union all
select '金额', report_id, household_id, benefit_fen::varchar
from report
where benefit_fen is not null
union all
select '等级', household_id, household_id, tier || '·' || circle
from household_tier
union all
select '告警', rule_code || '·' || coalesce(person_id, household_id, ''), max(household_id),
       max_by(level, (last_raised_date, alert_id))
from alert
where status <> 'closed'
group by rule_code, coalesce(person_id, household_id, '')
