"""Roof: environment to settings, the URL map, the WSGI door, system checks. Binds, decides nothing."""
