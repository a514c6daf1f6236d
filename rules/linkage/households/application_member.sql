-- 申请口径: 在世者各归其最新的有效申请
select
    newest_application.node, newest_application.application_number as group_number,
    newest_application.role, newest_application.accepted_date as valid_from
from newest_application
anti join death using (node)
