"""People and decisions: accounts, the trail, registers, intake, results, supervision, jobs. Django lives here and above."""
