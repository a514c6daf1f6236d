-- 在领养老金: 最近几个月内有在发的养老待遇
select l.person_id, s.benefit_kind as value, null::date as valid_from, null::date as valid_to,
       true as is_known, evidence_list(evidence_of('人社_养老待遇', s.record_number)) as evidence
from standardised."人社_养老待遇" as s
join linked.record_link as l on l.record_key = s.record_key
where raises_help(l.link_tier) and s.pension_fen > 0
  and months_between(s.month, anchor_month()) <= param('rate_in_payment_months')
group by l.person_id, s.benefit_kind
