-- 已故: 户籍死亡注销,或以证件号定人的火化,不晚于截止日
with reported as (
    select node, cancelled_date as deceased_date
    from register_row
    where register_status = '死亡注销' and (cancelled_date is null or cancelled_date <= (select max(as_of) from reference.run))
    union all
    select record_node.node, cremation.cremated_date
    from standardised."民政_殡葬火化" as cremation
    join record_node using (record_key)
    where record_node.extract = '民政_殡葬火化' and record_node.link_tier = 'L1' and cremation.cremated_date <= (select max(as_of) from reference.run)
)
select node, min(deceased_date) as deceased_date
from reported
group by node
