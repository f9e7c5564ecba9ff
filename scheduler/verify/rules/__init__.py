"""The rules of the shop, one a file; `scheduler.verify.registry` lists them."""
