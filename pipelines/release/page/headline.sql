-- 要点: 送达、人与户、报告、等级、告警
select (select count(*) from landed.delivery)::integer as files,
       (select count(*) from landed.delivery where decision = 'accepted')::integer as files_accepted,
       (select count(*) from landed.delivery where decision in ('held', 'refused'))::integer as files_not_accepted,
       (select coalesce(sum(rows_accepted), 0) from landed.delivery)::bigint as rows_accepted,
       (select coalesce(sum(rows_quarantined), 0) from landed.delivery)::bigint as rows_quarantined,
       (select count(*) from linked.person)::integer as persons,
       (select count(*) from linked.household)::integer as households,
       (select count(*) from verified.report)::integer as reports,
       (select count(*) from verified.report
        where conclusion in ('consistent', 'differs_no_effect', 'differs_amount', 'exceeds_limit'))::integer as concluded,
       (select count(*) from tiered.household_tier where tier = 'tier_1')::integer as tier_1,
       (select count(*) from tiered.household_tier where tier = 'tier_2')::integer as tier_2,
       (select count(*) from tiered.household_tier where tier = 'tier_3')::integer as tier_3,
       (select count(*) from tiered.household_tier where tier = 'tier_4')::integer as tier_4,
       (select count(*) from scored.household_score where is_multiple)::integer as multiple,
       (select count(*) from published.alert
        where direction = '+' and is_open_alert(status))::integer as help_alerts,
       (select count(*) from published.alert
        where direction = '-' and is_open_alert(status))::integer as check_alerts,
       (select coalesce(avg(coverage_ratio), 0) from scored.household_score)::double as coverage
