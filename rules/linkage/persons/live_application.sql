-- 未撤回、未终止、截止日前受理的申请
select record_key, application_number, accepted_date, address, street_code, committee_code, phone
from standardised."民政_救助申请"
where coalesce(case_status, '') not in ('撤回', '终止')
and accepted_date <= (select max(as_of) from reference.run)
and application_number is not null
qualify row_number() over (partition by application_number order by accepted_date desc, record_key) = 1
