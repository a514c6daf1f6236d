-- 说的是同一扇门的各种写法: 只留房屋安全鉴定点到的门(鉴定写坐落,不写人)
with graded as (
    select distinct address.door
    from standardised."住建_房屋安全" as grading
    join address on address.address = grading.property_address
    where address.door is not null
)
select address.address, address.district, address.door
from address
join graded using (door)
