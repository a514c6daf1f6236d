-- 每人最新的有效申请
select application_person.node, application_person.application_number, application_person.role, live_application.accepted_date
from application_person
join live_application using (application_number)
qualify row_number() over (
    partition by application_person.node
    order by live_application.accepted_date desc, application_person.application_number desc
) = 1
