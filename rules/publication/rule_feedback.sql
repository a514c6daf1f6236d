-- 走访怎么说: 每条规则、每个街镇见到多少、属实多少;一条告警取最近一次,没有联系上的另计,不进比例
with answered as (
  select f.alert_id, f.outcome, in_list('visit_outcomes_not_met', f.outcome) as is_not_met
  from standardised."社区_走访反馈" as f
  where f.visited_date <= as_of()
  qualify row_number() over (
    partition by f.alert_id
    order by in_list('visit_outcomes_not_met', f.outcome), f.visited_date desc, f.outcome = '属实' desc, f.record_key) = 1
),
counted as (
  select a.rule_code, a.street_code,
         count(*) filter (where not w.is_not_met)::integer as visited_count,
         count(*) filter (where w.outcome = '属实')::integer as confirmed_count,
         count(*) filter (where in_list('visit_outcomes_closing', w.outcome))::integer as unfounded_count,
         count(*) filter (where w.is_not_met)::integer as not_reached_count
  from answered as w
  join published.alert as a on a.alert_id = w.alert_id
  group by a.rule_code, a.street_code
)
select rule_code, street_code, visited_count, confirmed_count, unfounded_count, not_reached_count,
       share(confirmed_count, visited_count) as confirmed_share
from counted
