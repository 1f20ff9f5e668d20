"""The finder on partners' own sites: the frame, the script that puts it there, and who may."""
