"""The door for operators: the cairn command and the processes it starts."""
