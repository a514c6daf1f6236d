-- 共同生活的家庭成员: 逐人按组成规则认定,先列的规则优先;没有规则触及的,同户即共同生活,计入
with ruled as (
  select h.household_id, h.person_id, h.rule_code, h.evidence, r.is_counted, r.is_disputed, r.sentence, r.basis,
         row_number() over (partition by h.household_id, h.person_id order by r.position, h.rule_code) as place
  from composition_hit as h
  join reference.composition_rule as r on r.rule_code = h.rule_code
  where r.jurisdiction in ('any', param_text('eligibility_jurisdiction'))
)
select m.household_id, m.person_id, m.role, coalesce(r.is_counted, true) as is_counted,
       coalesce(r.is_disputed, false) as is_disputed, coalesce(r.rule_code, 'living_together') as rule_code,
       coalesce(r.sentence, '同户共同生活,计入家庭成员') as sentence,
       coalesce(r.basis, '最低生活保障审核确认办法第7条') as legal_basis,
       coalesce(r.evidence, no_evidence()) as evidence
from linked.household_member as m
join scope as s on s.household_id = m.household_id
left join ruled as r on r.household_id = m.household_id and r.person_id = m.person_id and r.place = 1
