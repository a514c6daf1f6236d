-- 与一份报告或一户有关的人(两个发布合起来)
select distinct report_id as subject_id, person_id from before.report_member
union
select distinct report_id, person_id from after.report_member
union
select household_id, person_id from before.household_member
union
select household_id, person_id from after.household_member
