"""Three mocks behind nginx, judged through it while one of them is killed and started again."""
