"""What `tools/build_base_map.py` is made of. None of this is imported by the application."""
