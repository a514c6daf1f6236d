-- 低保在册家庭: 有成员是低保名册上的户主,取值为月保障金
select m.household_id, s.benefit_fen::varchar as value, null::date as valid_from,
       null::date as valid_to, true as is_known, evidence_list(evidence_of('民政_低保在册', s.record_number)) as evidence
from standardised."民政_低保在册" as s
join linked.record_link as l on l.record_key = s.record_key
join linked.household_member as m on m.person_id = l.person_id
where raises_help(l.link_tier)
group by m.household_id, s.benefit_fen
