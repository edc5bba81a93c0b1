"""What people and machines touch: the command line and the reports. No rule of any plan lives here."""
