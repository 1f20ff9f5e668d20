"""Places: gazetteer, geocoders, distances and time zones."""
