"""The fault campaign (weikameng campaign): random schedules against the sandbox over HTTP."""
