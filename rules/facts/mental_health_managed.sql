-- 精神障碍在管或心理援助转介: 卫健管理登记在有效期内
select l.person_id, s.kind as value, min(s.registered_date) as valid_from,
       case when count(s.valid_to_date) = count(*) then max(s.valid_to_date) end as valid_to, true as is_known,
       evidence_list(evidence_of('卫健_管理登记', s.record_number)) as evidence
from standardised."卫健_管理登记" as s
join linked.record_link as l on l.record_key = s.record_key
where raises_help(l.link_tier) and s.kind in ('严重精神障碍在管', '心理援助转介') and holds_on(s.registered_date, s.valid_to_date, as_of())
group by l.person_id, s.kind
