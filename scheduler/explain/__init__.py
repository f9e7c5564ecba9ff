"""Why an order is late: the chain of causes, to the minute."""
