-- 名单中出现的街镇与居村
select street_code from linked.household union select committee_code from linked.household
union select register_street_code from published.alert union select street_code from published.alert
union select committee_code from published.alert union select street_code from tiered.household_tier
union select street_code from verified.report
