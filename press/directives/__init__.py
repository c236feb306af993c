"""What a page may hold beside prose and code: quizzes, practice, exercises, framework tabs, moving figures."""
