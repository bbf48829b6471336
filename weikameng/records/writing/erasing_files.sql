-- The sealed files of orders.
{held}
SELECT DISTINCT digest FROM held WHERE order_id = ANY(%(orders)s) AND digest <> ''
