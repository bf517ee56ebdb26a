"""The doors: the command line and the chat in the browser."""
