raise SystemExit('a module of a student\'s was imported')
