-- 与户主关系
select
    node,
    case relation when '户主' then 'head' when '配偶' then 'spouse' when '子女' then 'child' when '父母' then 'parent' else 'other' end as role
from register_row
