"""Each kind of value a sheet can hold: a function returns what was understood or raises ValueProblem."""
