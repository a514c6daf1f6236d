-- 失业金: 登记失业且有月额,到截止年月的末日;已到期的也列出
select l.person_id, s.unemployment_benefit_fen::varchar as value, s.registered_date as valid_from,
       last_day_of(s.benefit_until_month) as valid_to, true as is_known,
       evidence_list(evidence_of('人社_失业登记', s.record_number)) as evidence
from standardised."人社_失业登记" as s
join linked.record_link as l on l.record_key = s.record_key
where raises_help(l.link_tier) and s.status = '登记失业' and holds_on(s.registered_date, null, as_of())
  and (s.unemployment_benefit_fen > 0 or s.benefit_until_month is not null)
group by l.person_id, s.unemployment_benefit_fen, s.registered_date, s.benefit_until_month
