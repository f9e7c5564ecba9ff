"""One goal a file: each is a function of a draft that gives the expression to be made small."""
