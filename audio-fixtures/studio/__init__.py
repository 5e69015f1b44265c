"""The small recording studio behind audio-fixtures/: scripts in, telephone calls with exact labels out."""
