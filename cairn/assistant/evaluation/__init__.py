"""How well the assistant answers: a suite of cases, a judge without mercy, a table. The rules are those of the demo's scorer."""
