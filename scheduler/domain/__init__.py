"""What an order, a resource, a calendar, a material and a plan *are*: wall-clock time, string ids, no behaviour."""
