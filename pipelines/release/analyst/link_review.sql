-- 待裁定的链接,按牵连的轻重: 先看列级在前的家庭,再看挂着标记的报告,再看牵连的金额
with person as (
  select record_key, person_id from linked.link_review
  union
  select record_key, candidate_person_id from linked.link_review where candidate_person_id is not null
),
stake as (
  select p.record_key, min(t.tier) filter (where t.tier <> 'none') as tier, min(t.rank_in_street) as rank_in_street,
         min(m.household_id) as household_id
  from person as p
  join linked.household_member as m on m.person_id = p.person_id
  left join tiered.household_tier as t on t.household_id = m.household_id
  group by p.record_key
),
amount as (
  select e.extract, e.record_number, sum(abs(e.amount_fen))::bigint as amount_fen,
         count(distinct e.subject_id) filter (where r.has_difference)::integer as flagged_report_count
  from verified.evidence as e
  join verified.report as r on e.subject_kind = 'report' and r.report_id = e.subject_id
  where (e.extract, e.record_number) in (select (extract, record_number) from linked.link_review)
  group by e.extract, e.record_number
)
select row_number() over (
         order by s.tier nulls last, a.flagged_report_count desc nulls last, a.amount_fen desc nulls last,
                  s.rank_in_street nulls last, v.record_key
       )::integer as review_place,
       v.extract, v.record_number, v.person_id, v.candidate_person_id, v.reason_code,
       coalesce(c.label, v.reason_code) as reason_label, v.probability, s.household_id, s.tier,
       a.flagged_report_count, a.amount_fen
from linked.link_review as v
left join stake as s on s.record_key = v.record_key
left join amount as a on a.extract = v.extract and a.record_number is not distinct from v.record_number
left join reference.code as c on c.list = 'review_reason' and c.code = v.reason_code
order by review_place
