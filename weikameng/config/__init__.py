"""Roof: environment to settings, the URL map, the WSGI door. Binds, decides nothing."""
