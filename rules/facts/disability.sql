-- 残疾: 持有残疾人证,取值为类别加等级,自发证日起
select l.person_id, s.disability_kind || s.disability_level as value, s.issued_date as valid_from,
       null::date as valid_to, s.disability_kind is not null and s.disability_level is not null as is_known,
       evidence_list(evidence_of('残联_持证残疾人', s.record_number)) as evidence
from standardised."残联_持证残疾人" as s
join linked.record_link as l on l.record_key = s.record_key
where raises_help(l.link_tier) and holds_on(s.issued_date, null, as_of())
group by l.person_id, s.disability_kind, s.disability_level, s.issued_date
