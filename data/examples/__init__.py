"""Example shops: a generated demo factory and three tiny ones a person can check by hand."""
