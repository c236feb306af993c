"""Runs a student's code where it can do no harm, and judges it from outside.

Three kinds of process. The *nursery* is warm: it has imported the frameworks and run nothing. From it are forked
*students*, each in a jail of its own, which run what a student wrote, and *examiners*, which run the tests and ask a
student through a pipe. What comes back through the pipe is plain data, whatever the student's code did to its process.
"""
