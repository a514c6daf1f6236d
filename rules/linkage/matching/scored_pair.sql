-- 值得一看的候选对及其分量(比特),以及达到多少才链接;用着别人的证件而只有姓名相同的,只供复核
select
    pattern.q, pattern.e, weight.bits,
    case when pattern.kind = 1 and weight.is_name_only then null else weight.needed end as needed,
    pattern.household >= 2 as is_same_household, registered.e is not null or pattern.e > 0 as is_entity
from pattern
join weight using (pattern)
left join registered on registered.e = pattern.e
where pattern.kind <> 3 and weight.needed is not null and weight.bits > -12
