"""The instructor's commands, as they are typed."""
