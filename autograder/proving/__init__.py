"""Proves that an exercise's tests tell right from wrong: by its answers, by mutants, by random inputs."""
