-- 可引用的核对结论: 取值为结论,数值为应补差额(分),自出证日起
select 'report' as signal_kind, programme_code as signal_code, household_id, null::varchar as person_id,
       conclusion as value, benefit_fen::double as number_value, issued_date as valid_from, null::date as valid_to,
       true as is_known, [evidence_of('民政_救助申请', application_number)] as evidence
from verified.report
where household_id is not null
