-- 分层名单: 列级家庭按街镇内排名;困难只写指标名称
with labels as (
  select s.household_id,
         string_agg(coalesce(c.label, s.indicator_code), '、' order by s.points desc, s.indicator_code)
           filter (where s.state in ('hit_full', 'hit_partial')) as hits,
         string_agg(coalesce(c.label, s.indicator_code), '、' order by s.indicator_code)
           filter (where s.state = 'unknown') as unknowns
  from scored.household_indicator as s
  left join reference.code as c on c.list = 'indicator' and c.code = s.indicator_code
  group by s.household_id
)
select t.street_code, t.rank_in_street as "街镇内排名", n.case_number as "案件编号",
       case when not f.is_minor then i.name_text end as "姓名",
       coalesce(c.label, h.committee_code) as "居村", r.label as "圈层", v.label as "关注等级",
       coalesce(w.label, '') as "上次等级", s.score_low as "最低分", s.score_high as "最高分",
       case when s.coverage_ratio is not null then percent(s.coverage_ratio) end as "数据覆盖率",
       case when s.is_multiple then '是' else '否' end as "多重困难", coalesce(l.hits, '') as "主要困难",
       coalesce(l.unknowns, '') as "尚未查明"
from tiered.household_tier as t
left join linked.household as h on h.household_id = t.household_id
left join face as f on f.household_id = t.household_id
left join linked.identity as i on i.person_id = f.person_id
left join case_number as n on n.household_id = t.household_id
left join scored.household_score as s on s.household_id = t.household_id
left join labels as l on l.household_id = t.household_id
left join area as c on c.area_code = h.committee_code
left join reference.code as r on r.list = 'circle' and r.code = t.circle
left join reference.code as v on v.list = 'tier' and v.code = t.tier
left join reference.code as w on w.list = 'tier' and w.code = t.previous_tier
where t.tier <> 'none'
order by t.street_code, t.rank_in_street, t.household_id
