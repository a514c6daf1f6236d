-- 赡养费: 登记只说有赡养人和能力,不说金额;金额须问家庭,不推算
select 'income_support' as item_code, '民政_赡养人' as extract, t.record_key, t.record_number, i.person_id,
       'register' as basis, t.ability as kind, 'amount_by_inquiry' as refused
from standardised."民政_赡养人" as t
join linked.identity as i on i.id_number = t.dependant_id_number
