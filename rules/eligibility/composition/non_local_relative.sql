-- 共同生活的非本市户籍的其他亲属,上海不计入家庭成员;可能是户籍未查到,列为需核实
select household_id, person_id, evidence
from non_local_member
where role in ('parent', 'other')
