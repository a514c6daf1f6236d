-- 请人裁定的链接: 先是抽样的(从上往下,不示缘由与概率),再是拿不准的,按牵连的轻重: 列级在前的家庭、挂着标记的报告、牵连的金额
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
),
asked as (
  select sample_place as place, sample_number, extract, record_number, person_id, candidate_person_id,
         'sample' as reason_code, extract_b, record_number_b
  from linked.link_sample
  union all by name
  select 1000000 + row_number() over (
           order by s.tier nulls last, a.flagged_report_count desc nulls last, a.amount_fen desc nulls last,
                    s.rank_in_street nulls last, v.record_key
         ) as place,
         v.extract, v.record_number, v.person_id, v.candidate_person_id, v.reason_code, v.probability, s.household_id,
         s.tier, a.flagged_report_count, a.amount_fen
  from linked.link_review as v
  left join stake as s on s.record_key = v.record_key
  left join amount as a on a.extract = v.extract and a.record_number is not distinct from v.record_number
)
select row_number() over (order by q.place)::integer as review_place, q.sample_number, q.extract, q.record_number,
       q.person_id, q.candidate_person_id, q.extract_b, q.record_number_b, q.reason_code,
       coalesce(c.label, q.reason_code) as reason_label, q.probability, q.household_id, q.tier,
       q.flagged_report_count, q.amount_fen
from asked as q
left join reference.code as c on c.list = 'review_reason' and c.code = q.reason_code
order by review_place
